import OpenSSLKit
import Testing

import struct FoundationEssentials.Date

@Suite struct CertificateChainTests {
    private struct Parts {
        var root: Certificate
        var issuer: Certificate
        var leaf: Certificate

        /// A root of one RSA key, an issuer of another, and a P-384 leaf.
        init(
            root: CertificateBuilder = KeyFixture.builder("root", issuer: "root", isAuthority: true),
            issuer: CertificateBuilder = KeyFixture.builder("issuer", issuer: "root", isAuthority: true),
            leaf: CertificateBuilder = KeyFixture.builder("leaf", issuer: "issuer")
        ) throws {
            self.root = try KeyFixture.rsa.certify(root, of: KeyFixture.rsa.publicKey)
            self.issuer = try KeyFixture.rsa.certify(issuer, of: KeyFixture.otherRSA.publicKey)
            self.leaf = try KeyFixture.otherRSA.certify(leaf, of: KeyFixture.p384.publicKey)
        }

        var chain: CertificateChain { CertificateChain(leaf: leaf, intermediates: [issuer], root: root) }
    }

    private func isInvalid(_ fault: CertificateChain.Fault?) -> Bool {
        if case .invalid = fault { true } else { false }
    }

    @Test func `a sound chain has no fault within its time`() throws {
        let chain = try Parts().chain
        #expect(try chain.fault(at: KeyFixture.now) == nil)
        #expect(try chain.fault(at: KeyFixture.now.addingTimeInterval(11 * 86_400)) == .expired)
        #expect(try chain.fault(at: KeyFixture.now.addingTimeInterval(-2 * 86_400)) == .notYetValid)
    }

    @Test func `each certificate's own time counts`() throws {
        let past: ClosedRange<Double> = -9 ... -1
        let authority = KeyFixture.builder("root", issuer: "root", days: past, isAuthority: true)
        let issuer = KeyFixture.builder("issuer", issuer: "root", days: past, isAuthority: true)
        let leaf = KeyFixture.builder("leaf", issuer: "issuer", days: past)
        #expect(try Parts(root: authority).chain.fault(at: KeyFixture.now) == .expired)
        #expect(try Parts(issuer: issuer).chain.fault(at: KeyFixture.now) == .expired)
        #expect(try Parts(leaf: leaf).chain.fault(at: KeyFixture.now) == .expired)
    }

    @Test func `an issuer that is no authority is refused`() throws {
        let parts = try Parts(issuer: KeyFixture.builder("issuer", issuer: "root"))
        #expect(isInvalid(try parts.chain.fault(at: KeyFixture.now)))
    }

    @Test func `a root with the same name and another key is refused`() throws {
        var parts = try Parts()
        let builder = KeyFixture.builder("root", issuer: "root", isAuthority: true)
        parts.root = try KeyFixture.otherRSA.certify(builder, of: KeyFixture.otherRSA.publicKey)
        #expect(isInvalid(try parts.chain.fault(at: KeyFixture.now)))
    }

    @Test func `a root that did not sign itself is refused`() throws {
        var parts = try Parts()
        let builder = KeyFixture.builder("root", issuer: "root", isAuthority: true)
        parts.root = try KeyFixture.otherRSA.certify(builder, of: KeyFixture.rsa.publicKey)
        #expect(isInvalid(try parts.chain.fault(at: KeyFixture.now)))
    }

    @Test func `the signature of a pinned root is not looked at, and all else is`() throws {
        var parts = try Parts()
        let builder = KeyFixture.builder("root", issuer: "root", isAuthority: true)
        parts.root = try KeyFixture.otherRSA.certify(builder, of: KeyFixture.rsa.publicKey)
        #expect(try parts.chain.fault(at: KeyFixture.now, isRootPinned: true) == nil)
        let late = KeyFixture.now.addingTimeInterval(11 * 86_400)
        #expect(try parts.chain.fault(at: late, isRootPinned: true) == .expired)
        parts.root = try KeyFixture.otherRSA.certify(builder, of: KeyFixture.otherRSA.publicKey)
        #expect(isInvalid(try parts.chain.fault(at: KeyFixture.now, isRootPinned: true)))
    }

    @Test func `a certificate that is missing, too many or out of order is refused`() throws {
        let parts = try Parts()
        let chains = [
            CertificateChain(leaf: parts.leaf, intermediates: [], root: parts.root),
            CertificateChain(leaf: parts.leaf, intermediates: [], root: parts.issuer),
            CertificateChain(leaf: parts.leaf, intermediates: [parts.issuer, parts.root], root: parts.root),
            CertificateChain(leaf: parts.leaf, intermediates: [parts.issuer, parts.issuer], root: parts.root),
            CertificateChain(leaf: parts.issuer, intermediates: [parts.leaf], root: parts.root),
        ]
        for chain in chains { #expect(isInvalid(try chain.fault(at: KeyFixture.now))) }
    }

    @Test func `an unknown critical extension is refused`() throws {
        var leaf = KeyFixture.builder("leaf", issuer: "issuer")
        leaf.extensions = [.init(oid: "1.3.6.1.4.1.3704.1.99", contents: [5, 0], isCritical: true)]
        #expect(isInvalid(try Parts(leaf: leaf).chain.fault(at: KeyFixture.now)))
    }
}
