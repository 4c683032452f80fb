import OpenSSLKit
import Provenance
import StrictJSON
import TestSupport
import Testing

@Suite struct EnvelopeTests {
    private let payload = Array("{\"a\": 1}\n".utf8)

    @Test func `an envelope is one line that carries the very bytes`() throws {
        let key = try PrivateKey.generate(.p256)
        let bytes = try Envelope(signing: payload, with: key).encoded
        #expect(bytes.last == UInt8(ascii: "\n") && bytes.count { $0 == UInt8(ascii: "\n") } == 1)
        let read = try Envelope(decoding: bytes)
        #expect(read.payload == payload)
        #expect(read.isSigned(by: key.publicKey))
        #expect(read.keyID == SHA256Digest(of: key.publicKey.subjectPublicKeyInfo).description)
    }

    @Test func `another tool's view of what is signed is the same`() throws {
        let key = try PrivateKey.generate(.p256)
        let envelope = try Envelope(signing: payload, with: key)
        let signed = Array("DSSEv1 28 application/vnd.in-toto+json 9 {\"a\": 1}\n".utf8)
        #expect(key.publicKey.verifies(envelope.signature, of: signed, .ecdsaP256SHA256))
    }

    @Test func `another key's envelope is not signed by this one`() throws {
        let other = try PrivateKey.generate(.p256).publicKey
        let envelope = try Envelope(signing: payload, with: PrivateKey.generate(.p256))
        #expect(!envelope.isSigned(by: other))
    }

    @Test func `no changed bit leaves an envelope valid`() throws {
        let key = try PrivateKey.generate(.p256)
        let original = try Envelope(signing: payload, with: key)
        let bytes = original.encoded
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                guard let envelope = try? Envelope(decoding: changed) else { continue }
                #expect(!envelope.isSigned(by: key.publicKey), "bit \(bit) of byte \(index)")
            }
        }
    }

    @Test func `no part of an envelope is an envelope`() throws {
        let bytes = try Envelope(signing: payload, with: PrivateKey.generate(.p256)).encoded
        for count in bytes.indices {
            #expect(throws: ProvenanceError.self) { try Envelope(decoding: Array(bytes[..<count])) }
        }
    }

    @Test func `two lines, two signatures and unknown members are refused`() throws {
        let bytes = try Envelope(signing: payload, with: PrivateKey.generate(.p256)).encoded
        let json = try JSONParser.parse(bytes)
        let signature = try #require(json["signatures"]?.array?.first)
        var several = try #require(json.object)
        several["signatures"] = [signature, signature]
        var refused = [bytes + bytes, [UInt8(ascii: "\n")] + bytes, json.serialized(.indented)]
        refused += ([.object(several)] + json.structuralMutations.map(\.json)).map { $0.serialized() + [0x0A] }
        for bytes in refused + JSONMutation.duplicatedMembers(bytes) {
            #expect(throws: ProvenanceError.self) { try Envelope(decoding: bytes) }
        }
    }

    @Test func `a file over the limit is not looked into`() {
        let bytes = [UInt8](repeating: 0x20, count: Envelope.sizeLimit + 1)
        let error = #expect(throws: ProvenanceError.self) { try Envelope(decoding: bytes) }
        #expect(error?.code == .limit)
    }
}
