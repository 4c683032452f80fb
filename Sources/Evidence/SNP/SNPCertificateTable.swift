import Bytes

/// The certificates that a host hands to its guest beside a report (GHCB specification, 56421, section 4.1.8.1).
///
/// The host chose every byte of it. What it holds is worth something once a report was verified with it.
package struct SNPCertificateTable: Hashable, Sendable {
    /// What an entry holds, as a GUID in the order in which it is printed.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case vcek = "63da758de6644564adc5f4b93be8accd"
        case vlek = "a8074bc2a25a483eaae639c045a0b8a1"
        case ask = "4ab7b379bbac4fe4a02f05aef327c782"
        case ark = "c0b406a4a803495297433fb6014cd0ae"
        case revocationList = "92f81bc358114d3d97ffd19f88dc67ea"
    }

    /// The largest table that is read, in bytes; the kernel's interface carries no more.
    package static let sizeLimit = 64 << 10
    /// The most entries that are read.
    package static let entryLimit = 32

    private static let headerSize = 24

    /// The contents by kind, cut where the encoding ends: hosts fill up to whole pages. Entries of other kinds are left
    /// out.
    package let contents: [Kind: [UInt8]]

    /// Reads a table; no bytes at all are one without entries.
    package init(parsing bytes: [UInt8]) throws(EvidenceError) {
        guard bytes.count <= Self.sizeLimit else {
            throw EvidenceError(
                .evidenceTooLarge,
                expected: "at most \(Self.sizeLimit) bytes",
                found: "\(bytes.count) bytes",
                "the certificate table is too large"
            )
        }
        guard !bytes.isEmpty else {
            contents = [:]
            return
        }
        let entries = try Self.entries(of: bytes)
        // The entry of zeros that ends the list counts too.
        let start = (entries.count + 1) * Self.headerSize
        var contents: [Kind: [UInt8]] = [:]
        for entry in entries {
            let (end, overflow) = entry.offset.addingReportingOverflow(entry.length)
            guard entry.offset >= start, !overflow, end <= bytes.count else {
                throw Self.malformed("an entry reaches beyond the table, or into its list")
            }
            guard let kind = Kind(rawValue: entry.identifier.hexadecimal) else { continue }
            guard contents[kind] == nil else { throw Self.malformed("an entry stands twice") }
            contents[kind] = Self.encoding(in: bytes[entry.offset..<end])
        }
        self.contents = contents
    }

    private static func entries(
        of bytes: [UInt8]
    ) throws(EvidenceError) -> [(identifier: [UInt8], offset: Int, length: Int)] {
        var reader = ByteReader(bytes)
        var entries: [(identifier: [UInt8], offset: Int, length: Int)] = []
        do {
            while true {
                let identifier = try reader.take(16)
                let (offset, length) = (try reader.littleEndian(UInt32.self), try reader.littleEndian(UInt32.self))
                if identifier.allSatisfy({ $0 == 0 }) {
                    guard offset == 0, length == 0 else { throw malformed("the entry that ends the list is not zero") }
                    return entries
                }
                guard entries.count < entryLimit else { throw malformed("there are more than \(entryLimit) entries") }
                entries.append((identifier, Int(offset), Int(length)))
            }
        } catch let error as EvidenceError {
            throw error
        } catch {
            throw malformed("the list of entries does not end")
        }
    }

    /// What a DER SEQUENCE at the start fills, where only zeros follow; else all of it, for whoever decodes it to judge.
    private static func encoding(in bytes: ArraySlice<UInt8>) -> [UInt8] {
        let all = Array(bytes)
        guard all.count >= 4, all[0] == 0x30, all[1] == 0x82 else { return all }
        let size = 4 + (Int(all[2]) << 8 | Int(all[3]))
        guard size <= all.count, all[size...].allSatisfy({ $0 == 0 }) else { return all }
        return Array(all[..<size])
    }

    private static func malformed(_ reason: String) -> EvidenceError {
        EvidenceError(.evidenceMalformed, "the certificate table cannot be read: \(reason)")
    }
}
