import Builds
import Bytes
import Enclave
import Evidence
import OpenSSLKit
import StrictJSON
import TestSupport
import Testing

import struct FoundationEssentials.Date

/// Against a real software TPM.
@Suite(
    .scratchDirectory,
    .timeLimit(.minutes(2)),
    .enabled(if: SoftwareTPM.isInstalled, "swtpm is not installed: apt-get install swtpm")
) struct TPMAttesterTests {
    private let data = ReportData(provenance: Array("provenance".utf8), binding: Array("binding".utf8))

    @Test func `evidence is a quote by the key that it names over the data's digest and all registers`() async throws {
        let tpm = try SoftwareTPM(in: ScratchDirectory.current.path)
        let address = try #require(TPMAddress(tpm.address))
        try extend(address, register: 4)
        let attester = TPMAttester(address)
        let evidence = try await attester.attest(reportData: data)
        #expect(evidence.platform == .tpm && evidence.collateral == nil)
        let quote = try Quote(evidence.evidence)
        #expect(quote.isSigned)
        #expect(quote.extraData == DigestAlgorithm.sha256.digest(data.bytes))
        #expect(quote.selection == [0, 0, 0, 1, 0, 0x0B, 3, 0xFF, 0xFF, 0xFF])
        #expect(quote.registers.count == 24)
        #expect(quote.registerDigest == DigestAlgorithm.sha256.digest(Array(quote.registers.joined())))
        #expect(quote.registers[4] != quote.registers[5])
        let key = try await attester.attestationKey()
        #expect(key.name.bytes == [0, 0x0B] + DigestAlgorithm.sha256.digest(Array(quote.publicArea.dropFirst(2))))
        withExtendedLifetime(tpm) {}
    }

    @Test func `evidence is what the verifier of the platform accepts`() async throws {
        let tpm = try SoftwareTPM(in: ScratchDirectory.current.path)
        let evidence = try await TPMAttester(try #require(TPMAddress(tpm.address))).attest(reportData: data)
        let time = JudgementTime(Date(timeIntervalSince1970: 1_795_420_800), .given)
        let authentication = TPMVerifier(roots: []).authenticate(evidence, at: time)
        #expect(!authentication.results.contains { $0.outcome == .fail })
        #expect(authentication.claims?.commitment == DigestAlgorithm.sha256.digest(data.bytes))
        withExtendedLifetime(tpm) {}
    }

    @Test func `the key is the same after a restart, and another on another machine`() async throws {
        let scratch = ScratchDirectory.current
        try scratch.write("", to: "one/mark")
        try scratch.write("", to: "other/mark")
        func name(_ directory: String) async throws -> [UInt8] {
            let tpm = try SoftwareTPM(in: scratch.path(directory))
            let address = try #require(TPMAddress(tpm.address))
            let name = try await TPMAttester(address).attestationKey().name.bytes
            withExtendedLifetime(tpm) {}
            return name
        }
        let first = try await name("one")
        let again = try await name("one")
        let other = try await name("other")
        #expect(first == again)
        #expect(first != other)
    }

    @Test func `a key at the customary handle is used before one is made`() async throws {
        let tpm = try SoftwareTPM(in: ScratchDirectory.current.path)
        let address = try #require(TPMAddress(tpm.address))
        let derived = try await TPMAttester(address).attestationKey()
        try persist(address, template: template(unique: 1))
        let persistent = try await TPMAttester(address).attestationKey()
        #expect(persistent.name != derived.name)
        let evidence = try await TPMAttester(address).attest(reportData: data)
        #expect(TPMName(hashing: Array(try Quote(evidence.evidence).publicArea.dropFirst(2))) == persistent.name)
        #expect(try Quote(evidence.evidence).isSigned)
        withExtendedLifetime(tpm) {}
    }

    @Test func `a key there that also signs what others made is not taken for an attestation key`() async throws {
        let tpm = try SoftwareTPM(in: ScratchDirectory.current.path)
        let address = try #require(TPMAddress(tpm.address))
        let derived = try await TPMAttester(address).attestationKey()
        try persist(address, template: template(unique: 1, attributes: 0x0004_0072))
        #expect(try await TPMAttester(address).attestationKey() == derived)
        withExtendedLifetime(tpm) {}
    }

    @Test func `many quotes leave no key behind`() async throws {
        let tpm = try SoftwareTPM(in: ScratchDirectory.current.path)
        let attester = TPMAttester(try #require(TPMAddress(tpm.address)))
        // A TPM has room for three transient objects.
        for _ in 0..<5 { _ = try await attester.attest(reportData: data) }
        withExtendedLifetime(tpm) {}
    }

    @Test func `a TPM that nobody started is started`() async throws {
        let tpm = try SoftwareTPM(in: ScratchDirectory.current.path, isStarted: false)
        let evidence = try await TPMAttester(try #require(TPMAddress(tpm.address))).attest(reportData: data)
        #expect(try Quote(evidence.evidence).isSigned)
        withExtendedLifetime(tpm) {}
    }

    @Test func `it is reached on a port of this machine`() async throws {
        let tpm = try SoftwareTPM(in: ScratchDirectory.current.path, at: .port(SoftwareTPM.freePort()))
        try await TPMAttester(try #require(TPMAddress(tpm.address))).check()
        withExtendedLifetime(tpm) {}
    }

    @Test func `an index is defined, written and read back in pieces`() throws {
        let software = try SoftwareTPM(in: ScratchDirectory.current.path)
        let tpm = try TPM(try #require(TPMAddress(software.address)))
        let index: UInt32 = 0x0140_0002
        #expect(try tpm.readIndex(index) == nil)
        try tpm.defineIndex(index, size: 1300)
        let contents = (0..<1300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        try tpm.writeIndex(index, contents)
        #expect(try tpm.readIndex(index) == contents)
        try tpm.removeIndex(index)
        #expect(try tpm.sizeOfIndex(index) == nil)
        withExtendedLifetime(software) {}
    }

    // MARK: What others do to a TPM

    private func extend(_ address: TPMAddress, register: UInt32) throws {
        var parameters = TPMBytes()
        parameters.put(UInt32(1))
        parameters.put(TPMAlgorithm.sha256)
        parameters.put(DigestAlgorithm.sha256.digest(Array("kernel".utf8)))
        _ = try TPM(address).perform(TPMCommand(.pcrExtend, handles: [register], authorizations: 1, parameters))
    }

    /// A restricted ECDSA key unless the attributes say otherwise.
    private func template(unique: UInt8, attributes: UInt32 = 0x0005_0072) -> [UInt8] {
        var template = TPMBytes()
        template.put(TPMAlgorithm.ecc)
        template.put(TPMAlgorithm.sha256)
        template.put(attributes)
        template.putSized([])
        for value in [TPMAlgorithm.null, TPMAlgorithm.ecdsa, TPMAlgorithm.sha256, 3, TPMAlgorithm.null] {
            template.put(value)
        }
        template.putSized([unique])
        template.putSized([])
        return template.bytes
    }

    private func persist(_ address: TPMAddress, template: [UInt8]) throws {
        let tpm = try TPM(address)
        let (handle, _) = try tpm.makePrimary(template)
        var parameters = TPMBytes()
        parameters.put(TPMHandle.attestationKey)
        _ = try tpm.perform(
            TPMCommand(.evictControl, handles: [TPMHandle.owner, handle], authorizations: 1, parameters)
        )
        try tpm.flush(handle)
    }
}

/// The parts of a quote, read here once more so that the test does not rest on what it tests.
private struct Quote {
    let publicArea: [UInt8]
    let extraData: [UInt8]
    let selection: [UInt8]
    let registerDigest: [UInt8]
    let registers: [[UInt8]]
    let isSigned: Bool

    init(_ evidence: JSONValue) throws {
        var reader = try ObjectReader(evidence, at: "evidence")
        var quote = try reader.reader("tpm_quote")
        publicArea = try reader.base64("ak_public")
        try reader.finish()
        let message = try quote.hexadecimal("message")
        let signature = try quote.hexadecimal("signature")
        registers = try quote.array("pcrs").map { try #require($0.string.flatMap { [UInt8](hexadecimal: $0) }) }
        try quote.finish()

        var bytes = ByteReader(message)
        try #require(try bytes.take(6) == [0xFF, 0x54, 0x43, 0x47, 0x80, 0x18])
        func sized(_ bytes: inout ByteReader) throws -> [UInt8] {
            let count: UInt16 = try bytes.bigEndian()
            return try bytes.take(Int(count))
        }
        _ = try sized(&bytes)
        extraData = try sized(&bytes)
        _ = try bytes.take(17 + 8)
        selection = try bytes.take(10)
        registerDigest = try sized(&bytes)
        try #require(bytes.isAtEnd)

        // TPMT_PUBLIC of an ECC key: the point stands last; TPMT_SIGNATURE: r and s.
        var area = ByteReader(publicArea.dropFirst(2 + 8))
        _ = try sized(&area)
        _ = try area.take(10)
        let key = try PublicKey(p256X: try sized(&area), y: try sized(&area))
        var mark = ByteReader(signature)
        try #require(try mark.take(4) == [0, 0x18, 0, 0x0B])
        let (r, s) = (try sized(&mark), try sized(&mark))
        try #require(mark.isAtEnd)
        isSigned = key.verifies(try #require(ECDSASignature(bigEndianR: r, s: s)), of: message, .ecdsaP256SHA256)
    }
}
