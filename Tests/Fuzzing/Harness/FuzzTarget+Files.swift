import Builds
import Evidence
import Provenance
import Settings
import StrictJSON

@testable import Verification

extension FuzzTarget {
    static let files = [
        FuzzTarget(name: "policy", sizeLimit: 4096) { bytes in
            guard let policy = try? PolicyFile.read(bytes, file: "policy") else { return }
            demand((try? PolicyFile.read(bytes, file: "policy")) == policy, "what is read twice is the same")
            _ = policy.machine.impliedPlatforms?.map { policy.machine.identityGap(on: $0) }
            FuzzAppraisal.appraise(by: policy.machine)
        },
        FuzzTarget(name: "repository-configuration", sizeLimit: 4096) { bytes in
            guard let configuration = try? RepositoryConfiguration.read(bytes) else { return }
            demand((try? RepositoryConfiguration.read(bytes)) == configuration, "what is read twice is the same")
        },
        FuzzTarget(name: "json", sizeLimit: 4096) { bytes in
            guard let value = try? JSONParser.parse(bytes) else { return }
            for layout in [JSONValue.Layout.compact, .indented, .compactASCII] {
                let text = value.serialized(layout)
                guard let again = try? JSONParser.parse(text) else {
                    demand(false, "what is written can be read")
                    return
                }
                demand(again == value && again.serialized(layout) == text, "what is written is read as the same")
            }
        },
        FuzzTarget(name: "provenance", sizeLimit: 8192) { bytes in
            guard let statement = try? Statement(decoding: bytes) else { return }
            guard let text = try? statement.encoded() else {
                demand(false, "what is read can be written")
                return
            }
            demand((try? Statement(decoding: text)) == statement, "what is written is read as the same")
        },
        FuzzTarget(name: "binding", sizeLimit: Binding.sizeLimit + 8) { bytes in
            guard let binding = try? Binding(decoding: bytes) else { return }
            demand((try? Binding(decoding: binding.encoded)) == binding, "what is written is read as the same")
        },
        FuzzTarget(name: "envelope", sizeLimit: 8192) { bytes in
            guard let envelope = try? Envelope(decoding: bytes) else { return }
            demand((try? Envelope(decoding: envelope.encoded)) == envelope, "what is written is read as the same")
        },
        FuzzTarget(name: "checksums", sizeLimit: 2048) { bytes in
            guard let checksums = try? Checksums(decoding: bytes) else { return }
            demand(checksums.encoded == bytes, "a list has one form")
        },
        FuzzTarget(name: "kettle-provenance", sizeLimit: 20 << 10) { bytes in
            guard let statement = try? KettleStatement(decoding: bytes) else { return }
            demand(!statement.subjects.isEmpty, "a build has an artifact")
            _ = statement.finishedOn.rfc3339
        },
        FuzzTarget(name: "inspection", sizeLimit: 8192) { bytes in
            guard let inspection = try? Inspection(bytes) else { return }
            let isShown = inspection.lines.allSatisfy {
                $0.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            }
            demand(isShown, "nothing that is shown controls the terminal")
            guard let skeleton = inspection.policySkeleton else { return }
            let policy = try? PolicyFile.read(Array(skeleton.utf8), file: "policy")
            demand(policy != nil, "the skeleton of a policy is one")
        },
    ]
}
