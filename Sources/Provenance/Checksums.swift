import Builds

/// `SHA256SUMS`: the artifacts' digests in the form that `sha256sum --check` reads.
package struct Checksums: Equatable, Sendable {
    /// The largest file that is looked into, in bytes.
    package static let sizeLimit = 1 << 20

    /// The lines, in order.
    package let subjects: [Subject]

    /// Lists artifacts.
    package init(_ subjects: [Subject]) { self.subjects = subjects }

    /// The bytes of the file: digest, two spaces, base name, line feed.
    package var encoded: [UInt8] { Array(subjects.map { "\($0.sha256)  \($0.name)\n" }.joined().utf8) }

    /// Reads the file strictly: nothing but lines as ``encoded`` writes them, and no name twice, case aside.
    package init(decoding bytes: [UInt8]) throws(ProvenanceError) {
        let file = BuildFile.checksums.rawValue
        guard bytes.count <= Self.sizeLimit else {
            throw ProvenanceError(.limit, file, "\(bytes.count) bytes, at most \(Self.sizeLimit) are accepted")
        }
        guard let text = String(validating: bytes, as: UTF8.self), text.isEmpty || bytes.last == UInt8(ascii: "\n")
        else { throw ProvenanceError(.malformed, file, "not lines of text") }
        var subjects: [Subject] = []
        var names: Set<String> = []
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
            guard let subject = Self.subject(Substring(line)) else {
                throw ProvenanceError(.malformed, file, "line \(subjects.count + 1): expected digest and base name")
            }
            guard names.insert(subject.name.description.lowercased()).inserted else {
                throw ProvenanceError(.malformed, file, "line \(subjects.count + 1): the name stands there twice")
            }
            subjects.append(subject)
        }
        self.subjects = subjects
    }

    private static func subject(_ line: Substring) -> Subject? {
        let digits = line.utf8.prefix(64)
        let rest = line.utf8.dropFirst(64)
        guard rest.starts(with: "  ".utf8), let digest = SHA256Digest(Substring(digits)),
            let name = ArtifactName(Substring(rest.dropFirst(2)))
        else { return nil }
        return Subject(name: name, sha256: digest)
    }
}
