import OpenSSLKit
import Testing

import struct FoundationEssentials.Date

@testable import Evidence

/// What no genuine document shows, under a root of the tests.
@Suite struct NitroMintedTests {
    private static let mint = Result { try NitroMint() }
    /// The shortest chain: the root signs the leaf.
    private static let small = Result { try NitroMint([.authority("root"), .leaf]) }

    private func failure(_ alter: (inout [CBORValue.Member]) -> Void) throws -> ReasonCode? {
        let mint = try Self.mint.get()
        return NitroFixture.failure(try mint.document(alter), root: mint.root)
    }

    @Test func `a minted document is authentic under its root and not under AWS's`() throws {
        let mint = try Self.mint.get()
        let document = try mint.document()
        let (claims, time) = try NitroFixture.judge(document, root: mint.root)
        #expect(claims.commitment == [1, 2, 3])
        #expect(!claims.isDebug)
        #expect(time == JudgementTime(NitroMint.time, .anchored))
        #expect(NitroFixture.failure(document) == .nitroChainInvalid)
    }

    /// Every fourth byte from each of four starts, so that the sweep runs on all cores.
    @Test(arguments: 0..<4)
    func `a flipped bit in any byte of a document is rejected`(start: Int) throws {
        let mint = try Self.small.get()
        let original = try mint.document { $0["pcrs"] = .map([.init(.unsigned(0), .bytes(Array(1...32)))]) }
        #expect(NitroFixture.failure(original, root: mint.root) == nil)
        for byte in stride(from: start, to: original.count, by: 4) {
            var document = original
            document[byte] ^= 1 << (byte % 8)
            #expect(NitroFixture.failure(document, root: mint.root) != nil, "byte \(byte)")
        }
    }

    @Test func `a payload of indefinite length says the same as one of definite length`() throws {
        let mint = try Self.mint.get()
        let payload = CBORValue.map(mint.members).indefinite
        let document = try mint.document(payload: payload)
        let claims = try NitroFixture.judge(document, root: mint.root).claims
        #expect(claims == (try NitroFixture.judge(mint.document(), root: mint.root).claims))
        // What is signed is what was received: the same map in its other form is not.
        let message = try COSESign1(parsing: document)
        let rewritten = COSESign1(payload: CBORValue.map(mint.members).encoded, signature: message.signature)
        #expect(NitroFixture.failure(rewritten.encoded, root: mint.root) == .documentSignatureInvalid)
    }

    @Test func `nothing else of a document has an indefinite length`() throws {
        let mint = try Self.mint.get()
        func payload(_ name: CBORValue.Key, _ alter: (CBORValue) -> [UInt8]) -> [UInt8] {
            CBORValue.indefiniteMap(mint.members.map { ($0.key, $0.key == name ? alter($0.value) : $0.value.encoded) })
        }
        for name in ["pcrs", "cabundle", "certificate", "module_id", "user_data"] as [CBORValue.Key] {
            #expect(NitroFixture.failure(try mint.document(payload: payload(name, \.encoded)), root: mint.root) == nil)
            let document = try mint.document(payload: payload(name, \.indefinite))
            #expect(NitroFixture.failure(document, root: mint.root) == .documentMalformed)
        }
        let message = try COSESign1(parsing: mint.document())
        let envelope = CBORValue.array([
            .bytes([0xA1, 0x01, 0x38, 0x22]), .map([]), .bytes(message.payload), .bytes(message.signature),
        ])
        #expect(NitroFixture.failure(envelope.encoded, root: mint.root) == nil)
        #expect(NitroFixture.failure(envelope.indefinite, root: mint.root) == .documentMalformed)
        var unprotected = envelope.encoded
        #expect(unprotected[6] == 0xA0)
        unprotected.replaceSubrange(6...6, with: [0xBF, 0xFF])
        #expect(NitroFixture.failure(unprotected, root: mint.root) == .documentMalformed)
    }

    @Test func `a payload of indefinite length ends with one break, after a value`() throws {
        let mint = try Self.mint.get()
        let payload = CBORValue.map(mint.members).indefinite
        let members = Array(payload.dropFirst().dropLast())
        for (changed, code) in [
            (payload + [0xFF], .documentMalformed), ([0xBF] + payload, .documentMalformed),
            (Array(payload.dropLast()), .documentTruncated), (Array(payload.dropLast(2)), .documentTruncated),
            ([0xBF] + members + [0x61, 0x61, 0xFF], .documentMalformed),
            ([0xBF] + members + members + [0xFF], .documentMalformed), ([0xBF, 0xFF], .documentMalformed),
            ([0xBF], .documentTruncated), ([0xB9, 0x00, 0x09] + members + [0xFF], .documentMalformed),
            ([0xA9] + members + [0xFF], .documentMalformed), ([0x9F] + members + [0xFF], .documentMalformed),
        ] as [([UInt8], ReasonCode)] {
            #expect(NitroFixture.failure(try mint.document(payload: changed), root: mint.root) == code)
        }
    }

    /// Every fourth byte from each of four starts, so that the sweep runs on all cores.
    @Test(arguments: 0..<4)
    func `a flipped bit in any byte of a document of indefinite length is rejected`(start: Int) throws {
        let mint = try Self.small.get()
        var members = mint.members
        members["pcrs"] = .map([.init(.unsigned(0), .bytes(Array(1...32)))])
        let original = try mint.document(payload: CBORValue.map(members).indefinite)
        #expect(NitroFixture.failure(original, root: mint.root) == nil)
        for byte in stride(from: start, to: original.count, by: 4) {
            var document = original
            document[byte] ^= 1 << (byte % 8)
            #expect(NitroFixture.failure(document, root: mint.root) != nil, "byte \(byte)")
        }
        for count in stride(from: start, to: original.count, by: 4) {
            let cut = Array(original[..<count])
            #expect(NitroFixture.failure(cut, root: mint.root) == .documentTruncated, "\(count) bytes")
        }
    }

    @Test func `members that may be absent may be absent, and null is absent`() throws {
        let mint = try Self.mint.get()
        for name in ["user_data", "nonce", "public_key"] as [CBORValue.Key] {
            for value in [nil, .null] as [CBORValue?] {
                let document = try mint.document { $0[name] = value }
                let claims = try NitroFixture.judge(document, root: mint.root).claims
                let parts = [claims.document.userData, claims.document.nonce, claims.document.publicKey]
                #expect(parts.compactMap(\.self).count == (name == "user_data" ? 0 : 1))
            }
        }
    }

    @Test func `parts of up to 1024 bytes are read, and none larger`() throws {
        for name in ["user_data", "nonce", "public_key"] as [CBORValue.Key] {
            #expect(try failure { $0[name] = .bytes([UInt8](repeating: 7, count: 1024)) } == nil)
            #expect(try failure { $0[name] = .bytes([UInt8](repeating: 7, count: 1025)) } == .documentMalformed)
            #expect(try failure { $0[name] = .text("text") } == .documentMalformed)
            #expect(try failure { $0[name] = .unsigned(1) } == .documentMalformed)
        }
    }

    @Test(arguments: [32, 48, 64])
    func `PCRs of the sizes that AWS names are read`(size: Int) throws {
        let pcr = CBORValue.Member(.unsigned(31), .bytes([UInt8](repeating: 1, count: size)))
        #expect(try failure { $0["pcrs"] = .map([pcr]) } == nil)
    }

    @Test(
        arguments: [
            [], [.init(.unsigned(32), .bytes([UInt8](repeating: 1, count: 48)))],
            [.init(.unsigned(.max), .bytes([UInt8](repeating: 1, count: 48)))],
            [.init(.negative(0), .bytes([UInt8](repeating: 1, count: 48)))],
            [.init("0", .bytes([UInt8](repeating: 1, count: 48)))],
            [.init(.unsigned(0), .bytes([UInt8](repeating: 1, count: 47)))],
            [.init(.unsigned(0), .bytes([]))], [.init(.unsigned(0), .null)],
        ] as [[CBORValue.Member]]
    )
    func `PCRs of other numbers or sizes are refused`(pcrs: [CBORValue.Member]) throws {
        #expect(try failure { $0["pcrs"] = .map(pcrs) } == .documentMalformed)
    }

    @Test(arguments: ["module_id", "timestamp", "pcrs", "certificate", "cabundle", "digest"] as [CBORValue.Key])
    func `a member that is missing or of another type is refused`(name: CBORValue.Key) throws {
        #expect(try failure { $0[name] = nil } == .documentMalformed)
        for value in [.null, .negative(1), .array([.null]), .map([])] as [CBORValue] {
            let code = try failure { $0[name] = value }
            #expect(code == .documentMalformed || name == "digest" && code == .documentFormatUnsupported)
        }
    }

    @Test func `documents of other kinds are refused`() throws {
        let other = ReasonCode.documentFormatUnsupported
        #expect(try failure { $0["digest"] = .text("SHA256") } == other)
        #expect(try failure { $0["nitrotpm_pcrs"] = $0["pcrs"] } == other)
        let tpm = try failure {
            $0["nitrotpm_pcrs"] = $0["pcrs"]
            $0["pcrs"] = nil
        }
        #expect(tpm == other)
        #expect(try failure { $0["pcrs2"] = .null } == other)
        #expect(try failure { $0.append(.init(.unsigned(0), .null)) } == other)
    }

    @Test func `a key that stands twice is refused, though it is signed`() throws {
        #expect(try failure { $0.append(.init("user_data", .bytes([9]))) } == .documentMalformed)
    }

    @Test func `times out of range do not trap`() throws {
        #expect(try failure { $0["timestamp"] = .unsigned(.max) } == .documentMalformed)
        #expect(try failure { $0["timestamp"] = .unsigned(253_402_300_800_000) } == .documentMalformed)
        #expect(try failure { $0["timestamp"] = .unsigned(253_402_300_799_999) } == .nitroCertificateExpired)
        #expect(try failure { $0["timestamp"] = .unsigned(0) } == .nitroCertificateExpired)
        let mint = try Self.mint.get()
        for seconds in [-1e300, 1e300, Double.infinity, -Double.infinity, Double.nan] {
            let time = JudgementTime(Date(timeIntervalSince1970: seconds), .given)
            #expect(NitroFixture.failure(try mint.document(), root: mint.root, at: time) != nil)
        }
    }

    @Test func `a document signed outside the life of its key is rejected at any named time`() throws {
        let mint = try Self.mint.get()
        let document = try mint.document { $0["timestamp"] = .unsigned(1_000_000_000_000) }
        let time = JudgementTime(NitroMint.time, .given)
        #expect(NitroFixture.failure(document, root: mint.root, at: time) == .nitroCertificateExpired)
    }

    @Test(
        arguments: [
            ("i-01-enc02.eu-north-1.aws", nil), ("i-01-enc02.", nil), ("i-01-enc02", .moduleIDMismatch),
            ("i-01-enc021.eu-north-1.aws", .moduleIDMismatch), ("i-01-enc0.eu-north-1.aws", .moduleIDMismatch),
            ("I-01-ENC02.eu-north-1.aws", .moduleIDMismatch), ("x.i-01-enc02.eu-north-1.aws", .moduleIDMismatch),
        ] as [(String, ReasonCode?)]
    )
    func `the key is the one of the enclave that the document names`(name: String, code: ReasonCode?) throws {
        var leaf = NitroMint.Link.leaf
        leaf.name = name
        let mint = try NitroMint([.authority("root"), leaf])
        #expect(NitroFixture.failure(try mint.document(), root: mint.root) == code)
    }

    @Test(arguments: ["", "a b", "tab\u{9}", "ü", String(repeating: "a", count: 129)])
    func `names that are not printable are refused`(name: String) throws {
        #expect(try failure { $0["module_id"] = .text(name) } == .documentMalformed)
    }
}
