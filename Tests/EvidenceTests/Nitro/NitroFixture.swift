import Bytes
import OpenSSLKit
import StrictJSON

import struct FoundationEssentials.Date

@testable import Evidence

/// Genuine documents and minted ones, and how they are judged below the verifier.
enum NitroFixture {
    /// The genuine documents under AWS's root.
    static let genuine = [
        "blocky-2024-debug-max", "evervault-2022-debug", "evervault-2022-nondebug", "evervault-2023-debug-ga",
        "evervault-2023-nondebug-incert",
    ]

    /// Any time: documents are judged at their own.
    static let now = JudgementTime(Date(timeIntervalSince1970: 1_795_420_800), .clock)

    static func document(_ name: String) throws -> [UInt8] { try Vectors.bytes("nitro/\(name)/document.cbor") }

    /// The members of a payload.
    static func members(_ payload: [UInt8]) throws -> [CBORValue.Member] {
        try CBORDecoder.value(of: payload).map ?? []
    }

    /// What the document says, and the time at which it was judged.
    static func judge(
        _ document: [UInt8],
        root: Certificate = NitroRoot.pinned,
        at time: JudgementTime = now
    ) throws(EvidenceError) -> (claims: NitroClaims, time: JudgementTime) {
        var rules = RuleLog()
        return try NitroAuthentication(root: root, time: time).claims(of: document, rules: &rules)
    }

    /// The rule that the document breaks; `nil` where it is authentic.
    static func failure(
        _ document: [UInt8],
        root: Certificate = NitroRoot.pinned,
        at time: JudgementTime = now
    ) -> ReasonCode? {
        do throws(EvidenceError) {
            _ = try judge(document, root: root, at: time)
            return nil
        } catch {
            return error.code
        }
    }
}

extension [CBORValue.Member] {
    /// The value of a member; setting `nil` removes it, setting a new one appends it.
    subscript(key: CBORValue.Key) -> CBORValue? {
        get { first { $0.key == key }?.value }
        set {
            let position = firstIndex { $0.key == key }
            switch (position, newValue) {
            case (let position?, let value?): self[position] = CBORValue.Member(key, value)
            case (let position?, nil): remove(at: position)
            case (nil, let value?): append(CBORValue.Member(key, value))
            case (nil, nil): break
            }
        }
    }
}
