import Bytes
import OpenSSLKit

/// Reads what Intel signs, under one root, and remembers what is the same for many machines: the authorities'
/// certificates, the revocation lists, and the statements about a kind of platform.
final class IntelReader: Sendable {
    /// Intel's SGX Root CA, or what the caller trusts in its place.
    let root: Certificate

    private let certificates = ReadingMemory<Certificate>()
    private let chains = ReadingMemory<[Certificate]>()
    private let lists = ReadingMemory<RevocationList>()
    private let signatures = ReadingMemory<Void>()
    private let tcbInfos = ReadingMemory<TCBInfo>()
    private let qeIdentities = ReadingMemory<QEIdentity>()

    init(root: Certificate) { self.root = root }

    // MARK: Certificates

    /// The certificates of a machine: its own, its authority's, and the trusted root, as a quote carries them.
    func machineChain(_ text: [UInt8]) throws(EvidenceError) -> [Certificate] {
        try chain(text, count: 3, .pckChainInvalid, "chain of PCK certificates", aspect: .authenticity)
    }

    /// The certificates of whoever signed a part of collateral: its own and the trusted root.
    func signerChain(
        _ text: [UInt8],
        _ code: ReasonCode,
        _ owner: String,
        aspect: RuleAspect = .authenticity
    ) throws(EvidenceError) -> [Certificate] {
        try chains.output(of: [text]) { () throws(EvidenceError) in
            try chain(text, count: 2, code, owner, aspect: aspect)
        }
    }

    /// The certificates of a PEM text: exactly `count`, the last of which must be the trusted root.
    ///
    /// The text must be laid out as PEM demands, so that no byte of it can change unnoticed.
    private func chain(
        _ text: [UInt8],
        count: Int,
        _ code: ReasonCode,
        _ owner: String,
        aspect: RuleAspect
    ) throws(EvidenceError) -> [Certificate] {
        var certificates: [Certificate] = []
        do {
            for der in try PEM.strictBlocks(text, label: "CERTIFICATE", limit: count) {
                certificates.append(try certificate(der, isOfMachine: count == 3 && certificates.isEmpty))
            }
        } catch {
            throw EvidenceError(code, "the \(owner) cannot be read: \(error)", aspect: aspect)
        }
        guard certificates.count == count else {
            throw EvidenceError(
                code,
                expected: "\(count) certificates",
                found: "\(certificates.count)",
                "the \(owner) has too few certificates",
                aspect: aspect
            )
        }
        guard certificates.last == root else {
            throw EvidenceError(
                code,
                expected: DigestAlgorithm.sha256.digest(root.der).hexadecimal,
                found: certificates.last.map { DigestAlgorithm.sha256.digest($0.der).hexadecimal },
                "the \(owner) ends in another root than Intel's",
                aspect: aspect
            )
        }
        return certificates
    }

    /// Remembering those of machines, of which there are many, would push out those of authorities.
    private func certificate(_ der: [UInt8], isOfMachine: Bool) throws(OpenSSLError) -> Certificate {
        if der == root.der { return root }
        if isOfMachine { return try Certificate(der: der) }
        return try certificates.output(of: [der]) { () throws(OpenSSLError) in try Certificate(der: der) }
    }

    // MARK: Lists and statements

    func revocationList(_ der: [UInt8]) throws(OpenSSLError) -> RevocationList {
        try lists.output(of: [der]) { () throws(OpenSSLError) in try RevocationList(der: der) }
    }

    func tcbInfo(_ body: [UInt8]) throws(EvidenceError) -> TCBInfo {
        try tcbInfos.output(of: [body]) { () throws(EvidenceError) in try TCBInfo(parsing: body) }
    }

    func qeIdentity(_ body: [UInt8]) throws(EvidenceError) -> QEIdentity {
        try qeIdentities.output(of: [body]) { () throws(EvidenceError) in try QEIdentity(parsing: body) }
    }

    // MARK: Signatures

    /// Whether a list is signed by the key of a certificate, whose name it states.
    func isSigned(_ list: RevocationList, by issuer: Certificate) -> Bool {
        isSigned([list.der, issuer.der]) { list.isSigned(by: issuer) }
    }

    /// Whether a statement is signed by the key of a certificate; `signature` is `r ‖ s`.
    func isSigned(_ body: [UInt8], _ signature: [UInt8], by signer: Certificate) -> Bool {
        isSigned([body, signature, signer.der]) {
            guard let numbers = ECDSASignature(concatenated: signature) else { return false }
            return signer.publicKey.verifies(numbers, of: body, .ecdsaP256SHA256)
        }
    }

    private func isSigned(_ parts: [[UInt8]], _ isValid: () -> Bool) -> Bool {
        struct Invalid: Error {}
        do {
            try signatures.output(of: parts) { () throws(Invalid) in if !isValid() { throw Invalid() } }
            return true
        } catch {
            return false
        }
    }
}
