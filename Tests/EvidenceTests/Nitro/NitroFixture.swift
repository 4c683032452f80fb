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

extension CBORValue {
    /// The value with an indefinite length (RFC 8949, section 3.2), whatever is inside it as usual.
    var indefinite: [UInt8] {
        switch self {
        case .bytes: [0x5F] + encoded + [0xFF]
        case .text: [0x7F] + encoded + [0xFF]
        case .array(let elements): [0x9F] + elements.flatMap(\.encoded) + [0xFF]
        case .map(let members): Self.indefiniteMap(members.map { ($0.key, $0.value.encoded) })
        case .unsigned, .negative, .null: encoded
        }
    }

    /// A map of indefinite length, with its values as they are to be written.
    static func indefiniteMap(_ members: [(key: Key, value: [UInt8])]) -> [UInt8] {
        let entries = members.map { CBORValue.map([.init($0.key, .null)]).encoded.dropFirst().dropLast() + $0.value }
        return [0xBF] + entries.joined() + [0xFF]
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
