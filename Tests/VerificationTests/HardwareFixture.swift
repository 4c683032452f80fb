import Evidence
import Provenance
import Testing

/// What tests say of evidence of a machine that they made.
enum HardwareFixture {
    /// What evidence has to commit to by the binding beside it, 64 bytes.
    static func commitment(of file: EvidenceFile) throws -> [UInt8] {
        let binding = try Binding(decoding: file.binding)
        return try #require(
            ReportData(
                provenanceSHA256: binding.provenanceSHA256.bytes,
                bindingSHA256: SHA256Digest(of: file.binding).bytes
            )
        ).bytes
    }
}
