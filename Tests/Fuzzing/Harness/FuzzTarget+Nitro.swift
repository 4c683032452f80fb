@testable import Evidence

extension FuzzTarget {
    static let nitro = [
        FuzzTarget(name: "cbor", sizeLimit: 2048) { bytes in
            guard let value = try? CBORDecoder.value(of: bytes) else { return }
            demand(value.encoded == bytes, "every value has one encoding")
        },
        FuzzTarget(name: "nitro-document", sizeLimit: 8192) { bytes in
            guard let message = try? COSESign1(parsing: bytes) else {
                // The payload by itself, so that no envelope has to be found first.
                demandDeterminism(bytes)
                return
            }
            demand(message.encoded == bytes || [0xD2] + message.encoded == bytes, "a message has one encoding")
            demandDeterminism(message.payload)
        },
        FuzzTarget(name: "nitro-response", sizeLimit: 4096) { bytes in
            guard let document = try? NitroRequest.document(inResponse: bytes) else { return }
            demand(bytes.firstRange(of: document) != nil || document.isEmpty, "the document is part of the response")
        },
    ]

    private static func demandDeterminism(_ payload: [UInt8]) {
        guard let document = try? NitroDocument(parsing: payload) else { return }
        demand((try? NitroDocument(parsing: payload)) == document, "what is read twice is the same")
        let claims = NitroClaims(document: document)
        _ = (claims.isDebug, claims.commitment, claims.measurement, claims.json)
    }
}
