import OpenSSLKit
import Testing

import struct FoundationEssentials.Date

@testable import Evidence

/// Chains that AWS never makes, under a root of the tests.
@Suite struct NitroChainTests {
    private static let leafName = NitroMint.Link.leaf.name

    private func failure(_ links: [NitroMint.Link]) throws -> ReasonCode? {
        let mint = try NitroMint(links)
        return NitroFixture.failure(try mint.document(), root: mint.root)
    }

    @Test func `chains of any length up to the limit hold, and none longer`() throws {
        for count in [0, 3, 7] {
            let zones = (0..<count).map { NitroMint.Link.authority("zone \($0)") }
            #expect(try failure([.authority("root")] + zones + [.leaf]) == nil)
        }
        let zones = (0..<8).map { NitroMint.Link.authority("zone \($0)") }
        #expect(try failure([.authority("root")] + zones + [.leaf]) == .documentMalformed)
    }

    @Test(
        arguments: [
            ("is no authority", .init(name: "zone", isAuthority: false, usage: 0x06)),
            ("says nothing of authority", .init(name: "zone", usage: 0x06)),
            ("may not sign certificates", .init(name: "zone", isAuthority: true, usage: 0x80)),
            ("says nothing of its use", .init(name: "zone", isAuthority: true)),
        ] as [(String, NitroMint.Link)]
    )
    func `a certificate between that may not issue is refused`(what: String, zone: NitroMint.Link) throws {
        #expect(try failure([.authority("root"), zone, .leaf]) == .nitroChainInvalid)
    }

    @Test(
        arguments: [
            ("is an authority", .init(name: leafName, isAuthority: true, usage: 0xC0)),
            ("may not sign", .init(name: leafName, isAuthority: false, usage: 0x20)),
            ("may sign certificates", .init(name: leafName, isAuthority: false, usage: 0x84)),
            ("says nothing of its use", .init(name: leafName, isAuthority: false)),
        ] as [(String, NitroMint.Link)]
    )
    func `a leaf that is not for signing documents alone is refused`(what: String, leaf: NitroMint.Link) throws {
        #expect(try failure([.authority("root"), leaf]) == .nitroChainInvalid)
    }

    @Test func `a key on another curve is refused`() throws {
        var leaf = NitroMint.Link.leaf
        leaf.kind = .p256
        let other = try NitroMint([.authority("root"), leaf])
        let mint = try NitroMint()
        // The mint's own key signs; the chain is judged first.
        let document = try mint.document {
            $0["certificate"] = .bytes(other.certificates[1].der)
            $0["cabundle"] = .array([.bytes(other.root.der)])
        }
        #expect(NitroFixture.failure(document, root: other.root) == .nitroChainInvalid)
    }

    @Test func `an authority beyond a path length is refused`() throws {
        let zones: [NitroMint.Link] = [.authority("a", pathLength: 0), .authority("b")]
        #expect(try failure([.authority("root")] + zones + [.leaf]) == .nitroChainInvalid)
        #expect(try failure([.authority("root", pathLength: 0), .authority("a"), .leaf]) == .nitroChainInvalid)
    }

    @Test func `an enclave's own key issues no certificates for others`() throws {
        // What the holder of a leaf's key could make: a further leaf below the genuine one.
        let chain: [NitroMint.Link] = [.authority("root"), .authority("zone"), .leaf, .leaf]
        #expect(try failure(chain) == .nitroChainInvalid)
    }

    @Test(arguments: 0..<3)
    func `each certificate must be valid when the document is signed`(position: Int) throws {
        for shift in [7200.0, -7200.0] {
            var links: [NitroMint.Link] = [.authority("root"), .authority("zone"), .leaf]
            links[position].notBefore.addTimeInterval(shift)
            links[position].notAfter.addTimeInterval(shift)
            #expect(try failure(links) == .nitroCertificateExpired)
        }
    }

    @Test func `another key of the root's name does not vouch`() throws {
        let one = try NitroMint()
        let other = try NitroMint()
        #expect(NitroFixture.failure(try one.document(), root: other.root) == .nitroChainInvalid)
        // The pinned root put in place of the one that signed.
        let presented = try one.document {
            $0["cabundle"] = .array([.bytes(other.root.der), .bytes(one.certificates[1].der)])
        }
        #expect(NitroFixture.failure(presented, root: other.root) == .nitroChainInvalid)
    }

    @Test func `the root that a document presents must be the pinned one, byte for byte`() throws {
        let mint = try NitroMint()
        let other = try NitroMint()
        // Everything below the presented root is genuine, and the signature covers it.
        for presented in [other.root.der, Array(mint.root.der.dropLast()), mint.root.der + [0]] {
            let document = try mint.document {
                $0["cabundle"] = .array([.bytes(presented), .bytes(mint.certificates[1].der)])
            }
            #expect(NitroFixture.failure(document, root: mint.root) == .nitroChainInvalid)
        }
    }

    @Test func `the parts of a message are those of ES384 and nothing else`() throws {
        let mint = try NitroMint()
        let message = try COSESign1(parsing: mint.document())
        let header = CBORValue.bytes([0xA1, 0x01, 0x38, 0x22])
        let payload = CBORValue.bytes(message.payload)
        let signature = CBORValue.bytes(message.signature)
        func failure(_ parts: [CBORValue]) -> ReasonCode? {
            NitroFixture.failure(CBORValue.array(parts).encoded, root: mint.root)
        }
        #expect(failure([header, .map([]), payload, signature]) == nil)
        let malformed = ReasonCode.documentMalformed
        #expect(failure([header, .map([]), payload]) == malformed)
        #expect(failure([header, .map([]), payload, signature, .null]) == malformed)
        #expect(failure([header, .null, payload, signature]) == malformed)
        #expect(failure([header, .map([.init(.unsigned(4), .bytes([1]))]), payload, signature]) == malformed)
        #expect(failure([header, .map([]), .null, signature]) == malformed)
        #expect(failure([header, .map([]), payload, .bytes(message.signature + [0])]) == malformed)
        #expect(failure([header, .map([]), payload, .bytes([])]) == malformed)
        #expect(failure([.map([]), .map([]), payload, signature]) == malformed)
        #expect(failure([header, .map([]), .bytes([]), signature]) == .documentTruncated)
        #expect(failure([header, .map([]), .bytes([0x80]), signature]) == malformed)
        // Other algorithms, none, a second member, the number not in its shortest form.
        for other in [
            [0xA1, 0x01, 0x26], [0xA1, 0x01, 0x38, 0x23], [0xA0], [], [0xA2, 0x01, 0x38, 0x22, 0x02, 0x80],
            [0xA1, 0x01, 0x39, 0x00, 0x22],
        ] as [[UInt8]] {
            #expect(failure([.bytes(other), .map([]), payload, signature]) == .documentFormatUnsupported)
        }
        for bytes in [[UInt8](repeating: 0, count: 96), [UInt8](repeating: 0xFF, count: 96)] {
            #expect(failure([header, .map([]), payload, .bytes(bytes)]) == .documentSignatureInvalid)
        }
    }
}
