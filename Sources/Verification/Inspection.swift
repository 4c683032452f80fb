import Builds
import Evidence
import Provenance
package import StrictJSON

/// What stands in a file, decoded and without any verdict: nothing of it has been checked.
package struct Inspection: Sendable, Equatable {
    /// What kind of file it is.
    package enum Kind: String, Sendable {
        case evidence
        case provenance
        case envelope
        case snpReport = "snp-report"
        case tdxQuote = "tdx-quote"
        case nitroDocument = "nitro-document"
    }

    /// The largest file that is looked into, in bytes.
    package static let sizeLimit = Envelope.sizeLimit

    /// What kind of file it is.
    package let kind: Kind
    /// What stands in it.
    package let json: JSONValue
    /// The public key of the envelope's signature in PEM, for `cosign` and the like; only ``Kind/evidence`` has one.
    package let signingKey: String?
    /// The skeleton of a policy in YAML that this very file would satisfy; trust on first use, and marked as such.
    package let policySkeleton: String?

    /// The contents as one line a value, safe for a terminal.
    package var lines: [String] { Self.lines(json, path: "").map(\.printable) }

    /// Decodes a file, whose kind is told by its contents.
    package init(_ bytes: [UInt8]) throws(InspectionError) {
        guard bytes.count <= Self.sizeLimit else {
            throw InspectionError(.unknownFormat, "file", "\(bytes.count) bytes, at most \(Self.sizeLimit) are read")
        }
        guard bytes.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) == UInt8(ascii: "{") else {
            try self.init(raw: bytes)
            return
        }
        guard let json = try? JSONParser.parse(bytes, sizeLimit: Self.sizeLimit), json.object != nil else {
            throw InspectionError(.unknownFormat, "file", "neither a JSON object nor a report that is known here")
        }
        do throws(ProvenanceError) {
            if json["_type"] != nil {
                self.init(provenance: try Statement(decoding: bytes), json: json)
            } else if json["payloadType"] != nil {
                try self.init(envelope: Envelope(decoding: bytes))
            } else {
                // Evidence by itself has no signing key, or no format of ours.
                let isWhole = json["format"] != nil && json["signing_key"]?.string != nil
                if isWhole {
                    self.init(evidence: try EvidenceFile(decoding: bytes))
                } else {
                    self.init(bare: try BareEvidence(decoding: bytes))
                }
            }
        } catch {
            throw InspectionError(error.code == .foreign ? .unknownFormat : .malformed, error.operation, error.message)
        }
    }

    /// A report, quote or document as the hardware gives it, told by its first bytes.
    private init(raw bytes: [UInt8]) throws(InspectionError) {
        do {
            switch bytes.prefix(8) {
            case _ where bytes.count == SNPReport.size:
                self.init(.snpReport, .snp, EvidenceInspection(try SNPReport(parsing: bytes)))
            case [4, 0, 2, 0, 0x81, 0, 0, 0], [5, 0, 2, 0, 0x81, 0, 0, 0]:
                self.init(.tdxQuote, .tdx, EvidenceInspection(try TDXQuote(parsing: bytes)))
            case _ where bytes.first == 0x84 || bytes.first == 0xD2:
                self.init(.nitroDocument, .nitro, EvidenceInspection(try NitroDocument(unchecked: bytes)))
            default:
                throw InspectionError(.unknownFormat, "file", "neither a JSON object nor a report that is known here")
            }
        } catch let error as InspectionError {
            throw error
        } catch {
            throw InspectionError(.malformed, "report", "\(error)")
        }
    }

    private init(_ kind: Kind, _ platform: Platform, _ evidence: EvidenceInspection) {
        self.kind = kind
        json = evidence.json
        signingKey = nil
        policySkeleton = PolicySkeleton(evidence, platform: platform).text
    }

    private init(provenance statement: Statement, json: JSONValue) {
        kind = .provenance
        self.json = json
        signingKey = nil
        policySkeleton = PolicySkeleton(statement).text
    }

    private init(envelope: Envelope) throws(ProvenanceError) {
        let statement = try Statement(decoding: envelope.payload)
        kind = .envelope
        json = [
            "payloadType": .string(Envelope.payloadType),
            "keyid": .string(envelope.keyID),
            "payload": (try? JSONParser.parse(envelope.payload)) ?? .null,
        ]
        signingKey = nil
        policySkeleton = PolicySkeleton(statement).text
    }

    private init(evidence file: EvidenceFile) {
        let evidence = EvidenceInspection(file.hardware)
        kind = .evidence
        json = [
            "format": .string(EvidenceFile.format),
            "platform": .string(file.hardware.platform.rawValue),
            "evidence": evidence.json,
            "binding": (try? JSONParser.parse(file.binding, sizeLimit: Binding.sizeLimit)) ?? .null,
            "collateral": file.hardware.collateral ?? .null,
            "signing_key": .string(file.signingKey),
        ]
        signingKey = file.signingKey
        policySkeleton = PolicySkeleton(evidence, platform: file.hardware.platform).text
    }

    /// Evidence with no release around it, of any format.
    private init(bare file: BareEvidence) {
        let evidence = EvidenceInspection(file.hardware)
        kind = .evidence
        json = [
            "platform": .string(file.hardware.platform.rawValue), "evidence": evidence.json,
            "collateral": file.hardware.collateral ?? .null,
        ]
        signingKey = nil
        policySkeleton =
            PolicySkeleton(evidence, platform: file.hardware.platform, isForeign: file.isForeign).text
    }

    /// The longest path that lines begin with, in bytes: each element beneath repeats it, so that a long one would let a
    /// small file fill the memory. What stands deeper is shown on one line.
    private static let pathLimit = 160

    private static func lines(_ value: JSONValue, path: String) -> [String] {
        switch value {
        case .object(let object) where path.utf8.count <= pathLimit:
            object.members.flatMap { lines($0.value, path: path.isEmpty ? $0.name : "\(path).\($0.name)") }
        case .array(let elements) where path.utf8.count <= pathLimit:
            elements.enumerated().flatMap { lines($0.element, path: "\(path)[\($0.offset)]") }
        case .string(let text): ["\(path): \(text)"]
        default: ["\(path): \(String(decoding: value.serialized(), as: UTF8.self))"]
        }
    }
}
