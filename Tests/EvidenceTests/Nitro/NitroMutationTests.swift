import OpenSSLKit
import Testing

@testable import Evidence

@Suite(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
struct NitroMutationTests {
    /// Whether a document would be judged by its chain and signature like the original: then those decide alone, and
    /// nothing outside what they cover was changed.
    private func isUnsignedChange(_ document: [UInt8], of original: COSESign1) -> Bool {
        guard let message = try? COSESign1(parsing: document), (try? NitroDocument(parsing: message.payload)) != nil
        else { return false }
        return message.signedBytes == original.signedBytes && message.signature == original.signature
    }

    @Test func `every flipped bit of a genuine document is refused or changes what is signed`() throws {
        let original = try NitroFixture.document("evervault-2022-nondebug")
        let message = try COSESign1(parsing: original)
        #expect(isUnsignedChange(original, of: message))
        for position in 0..<(original.count * 8) {
            var document = original
            document[position / 8] ^= 1 << (position % 8)
            #expect(!isUnsignedChange(document, of: message), "bit \(position)")
        }
    }

    /// Every 32nd byte from each of four starts; signatures on this curve take a millisecond.
    @Test(arguments: [0, 9, 18, 27])
    func `flipped bits of a genuine document are rejected`(start: Int) throws {
        let original = try NitroFixture.document("evervault-2022-nondebug")
        for byte in stride(from: start, to: original.count, by: 32) {
            var document = original
            document[byte] ^= 1 << (byte % 8)
            #expect(NitroFixture.failure(document) != nil, "byte \(byte)")
        }
    }

    @Test(arguments: NitroFixture.genuine)
    func `every truncated document is rejected as such`(name: String) throws {
        let original = try NitroFixture.document(name)
        for count in 0..<original.count {
            #expect(NitroFixture.failure(Array(original[..<count])) == .documentTruncated, "\(count) bytes")
        }
    }

    @Test func `bytes after a document are rejected`() throws {
        let original = try NitroFixture.document("evervault-2022-nondebug")
        #expect(NitroFixture.failure(original + [0]) == .documentMalformed)
        #expect(NitroFixture.failure(original + original) == .documentMalformed)
    }

    @Test func `payloads, signatures, chains and keys of different documents do not fit`() throws {
        for one in NitroFixture.genuine {
            let message = try COSESign1(parsing: NitroFixture.document(one))
            for other in NitroFixture.genuine where other != one {
                let foreign = try COSESign1(parsing: NitroFixture.document(other))
                func failure(_ alter: (inout [CBORValue.Member], [CBORValue.Member]) -> Void) throws -> ReasonCode? {
                    var members = try NitroFixture.members(message.payload)
                    alter(&members, try NitroFixture.members(foreign.payload))
                    let payload = CBORValue.map(members).encoded
                    return NitroFixture.failure(COSESign1(payload: payload, signature: message.signature).encoded)
                }
                let swapped = COSESign1(payload: message.payload, signature: foreign.signature).encoded
                #expect(NitroFixture.failure(swapped) == .documentSignatureInvalid)
                #expect(try failure { $0["cabundle"] = $1["cabundle"] } == .nitroChainInvalid)
                #expect(try failure { $0["certificate"] = $1["certificate"] } == .nitroChainInvalid)
                // The foreign key is judged at this document's time.
                let both = try failure {
                    $0["cabundle"] = $1["cabundle"]
                    $0["certificate"] = $1["certificate"]
                }
                #expect(both == .nitroCertificateExpired)
                #expect(try failure { $0["pcrs"] = $1["pcrs"] } == .documentSignatureInvalid)
                #expect(try failure { $0["module_id"] = $1["module_id"] } == .documentSignatureInvalid)
                #expect(try failure { $0["nonce"] = $1["nonce"] } == .documentSignatureInvalid)
                #expect(try failure { $0["timestamp"] = $1["timestamp"] } == .nitroCertificateExpired)
            }
        }
    }

    @Test func `a chain with a certificate removed, doubled, reordered or added is rejected`() throws {
        let message = try COSESign1(parsing: NitroFixture.document("evervault-2022-nondebug"))
        let members = try NitroFixture.members(message.payload)
        let chain = try #require(members["cabundle"]?.array)
        let leaf = try #require(members["certificate"])
        func failure(_ chain: [CBORValue]) -> ReasonCode? {
            var members = members
            members["cabundle"] = .array(chain)
            let payload = CBORValue.map(members).encoded
            return NitroFixture.failure(COSESign1(payload: payload, signature: message.signature).encoded)
        }
        #expect(failure(chain) == nil)
        for position in chain.indices {
            var shorter = chain
            shorter.remove(at: position)
            #expect(failure(shorter) == .nitroChainInvalid)
            var longer = chain
            longer.insert(chain[position], at: position)
            #expect(failure(longer) == .nitroChainInvalid)
        }
        #expect(failure(chain.reversed()) == .nitroChainInvalid)
        #expect(failure(chain + [leaf]) == .nitroChainInvalid)
        #expect(failure([]) == .documentMalformed)
        #expect(failure([chain[0]] + Array(repeating: chain[1], count: 9)) == .documentMalformed)
    }
}
