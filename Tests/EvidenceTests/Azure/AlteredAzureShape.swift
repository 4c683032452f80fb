import Evidence
import StrictJSON
import Testing

/// Evidence of the form without a version with its members changed: those of `evidence`, and those of `quote`.
struct AlteredAzureShape: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: ReasonCode
    private let alter: @Sendable (inout JSONObject, inout JSONObject) -> Void

    private init(
        _ what: String,
        _ code: ReasonCode = .evidenceMalformed,
        alter: @escaping @Sendable (inout JSONObject, inout JSONObject) -> Void
    ) {
        testDescription = what
        self.code = code
        self.alter = alter
    }

    func altered(_ json: JSONValue) throws -> JSONValue {
        var evidence = try #require(json.object)
        var quote = try #require(json["quote"]?.object)
        evidence["quote"] = nil
        alter(&evidence, &quote)
        if evidence["quote"] == nil { evidence["quote"] = .object(quote) }
        return .object(evidence)
    }

    private static func list(_ value: JSONValue, count: Int) -> JSONValue {
        .array([JSONValue](repeating: value, count: count))
    }

    private static func text(_ value: JSONValue?, _ alter: (String) -> String) -> JSONValue? {
        value?.string.map { .string(alter($0)) }
    }

    private static func elements(_ value: JSONValue?, _ alter: (inout [JSONValue]) -> Void) -> JSONValue {
        var elements = value?.array ?? []
        alter(&elements)
        return .array(elements)
    }

    static let all = members + numbers + certificates + sizes

    private static let members = [
        AlteredAzureShape("an unknown member") { evidence, _ in evidence["comment"] = "hello" },
        AlteredAzureShape("an unknown member of the quote") { _, quote in quote["comment"] = "hello" },
        AlteredAzureShape("a version") { evidence, _ in evidence["version"] = 0 },
        AlteredAzureShape("the first version") { evidence, _ in evidence["version"] = 1 },
        AlteredAzureShape("no report") { evidence, _ in evidence["report"] = nil },
        AlteredAzureShape("a report as in the first version") { evidence, _ in evidence["report"] = "SENM" },
        AlteredAzureShape("a report of null") { evidence, _ in evidence["report"] = .null },
        AlteredAzureShape("a name of the first version") { evidence, _ in
            evidence["hcl_report"] = evidence["report"]
            evidence["report"] = nil
        },
        AlteredAzureShape("both names") { evidence, _ in evidence["hcl_report"] = evidence["report"] },
        AlteredAzureShape("a quote of null") { evidence, _ in evidence["quote"] = .null },
        AlteredAzureShape("no certificate") { evidence, _ in evidence["vcek"] = nil },
        AlteredAzureShape("no message") { _, quote in quote["message"] = nil },
        AlteredAzureShape("a message in hexadecimal") { _, quote in quote["message"] = "ff544347" },
        AlteredAzureShape("no registers") { _, quote in quote["pcrs"] = nil },
        AlteredAzureShape("23 registers") { _, quote in
            quote["pcrs"] = elements(quote["pcrs"]) { $0.removeLast() }
        },
        AlteredAzureShape("25 registers") { _, quote in
            quote["pcrs"] = elements(quote["pcrs"]) { $0.append($0[0]) }
        },
        AlteredAzureShape("a register of 31 bytes") { _, quote in
            quote["pcrs"] = elements(quote["pcrs"]) { $0[3] = list(0, count: 31) }
        },
        AlteredAzureShape("a register of 33 bytes") { _, quote in
            quote["pcrs"] = elements(quote["pcrs"]) { $0[3] = list(0, count: 33) }
        },
        AlteredAzureShape("a register in hexadecimal") { _, quote in
            quote["pcrs"] = elements(quote["pcrs"]) { $0[3] = .string(String(repeating: "0", count: 64)) }
        },
    ]

    private static let noBytes: [JSONValue] = [
        -1, 256, 1_000_000, .number("-0"), .number("1.0"), .number("1e1"), "1", .null, .bool(true), [1],
    ]

    private static let numbers = noBytes.flatMap { value in
        [
            AlteredAzureShape("a report with \(value)") { evidence, _ in
                evidence["report"] = elements(evidence["report"]) { $0[7] = value }
            },
            AlteredAzureShape("a message with \(value)") { _, quote in
                quote["message"] = elements(quote["message"]) { $0[7] = value }
            },
            AlteredAzureShape("a register with \(value)") { _, quote in
                quote["pcrs"] = elements(quote["pcrs"]) { registers in
                    registers[7] = elements(registers[7]) { $0[7] = value }
                }
            },
        ]
    }

    private static let certificates = [
        AlteredAzureShape("a certificate in Base64") { evidence, _ in evidence["vcek"] = "MIIF" },
        AlteredAzureShape("no text") { evidence, _ in evidence["vcek"] = "" },
        AlteredAzureShape("two certificates") { evidence, _ in
            evidence["vcek"] = text(evidence["vcek"]) { $0 + $0 }
        },
        AlteredAzureShape("text before the certificate") { evidence, _ in
            evidence["vcek"] = text(evidence["vcek"]) { "comment\n" + $0 }
        },
        AlteredAzureShape("a space inside the certificate") { evidence, _ in
            evidence["vcek"] = text(evidence["vcek"]) { $0.replacing("\nMII", with: "\n MII") }
        },
    ]

    private static let sizes = [
        AlteredAzureShape("a large report", .evidenceTooLarge) { evidence, _ in
            evidence["report"] = list(0, count: HCLReport.sizeLimit + 1)
        },
        AlteredAzureShape("an empty report", .hclFormatInvalid) { evidence, _ in evidence["report"] = [] },
        AlteredAzureShape("a large message", .evidenceTooLarge) { _, quote in
            quote["message"] = list(0, count: TPMQuoteEvidence.textLimit / 2 + 1)
        },
        AlteredAzureShape("a large signature", .evidenceTooLarge) { _, quote in
            quote["signature"] = list(0, count: TPMQuoteEvidence.textLimit / 2 + 1)
        },
        AlteredAzureShape("a large certificate", .evidenceTooLarge) { evidence, _ in
            evidence["vcek"] = .string(String(repeating: "A", count: SNPEvidence.partLimit + 1))
        },
    ]
}

extension AzureEvidence {
    /// The evidence in the form that has no version: bytes as lists of numbers, the certificate in PEM.
    var unversioned: JSONValue {
        func list(_ bytes: [UInt8]) -> JSONValue { .array(bytes.map { .integer($0) }) }
        let quote: JSONValue = [
            "signature": list(self.quote.signature), "message": list(self.quote.message),
            "pcrs": .array(self.quote.registers.map(list)),
        ]
        switch hardware {
        case .vcek(let der):
            let pem = String(decoding: FakeIntel.pem(der), as: UTF8.self)
            return ["quote": quote, "report": list(report), "vcek": .string(pem)]
        case .tdQuote(let bytes):
            return ["tpm_quote": quote, "hcl_report": list(report), "td_quote": list(bytes)]
        }
    }
}
