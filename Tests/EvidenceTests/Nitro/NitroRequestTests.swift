import Testing

@testable import Evidence

@Suite struct NitroRequestTests {
    @Test func `a request is what the device takes`() throws {
        let request = try NitroRequest(userData: [1, 2, 3]).encoded
        let text: (String) -> [UInt8] = { [0x60 | UInt8($0.utf8.count)] + Array($0.utf8) }
        var expected: [UInt8] = [0xA1] + text("Attestation") + [0xA3]
        expected += text("user_data") + [0x43, 1, 2, 3]
        expected += text("nonce") + [0xF6]
        expected += text("public_key") + [0xF6]
        #expect(request == expected)
    }

    @Test func `the largest request fits the device, and a larger one is refused`() throws {
        let part = [UInt8](repeating: 7, count: 1024)
        let request = try NitroRequest(userData: part, nonce: part, publicKey: part).encoded
        #expect(request.count <= NitroRequest.sizeLimit)
        #expect { try NitroRequest(userData: part + [7]).encoded } throws: {
            ($0 as? NitroResponseError)?.code == .requestTooLarge
        }
    }

    @Test func `the document of a response is taken as it is`() throws {
        let response = CBORValue.map([.init("Attestation", .map([.init("document", .bytes([5, 6]))]))]).encoded
        #expect(try NitroRequest.document(inResponse: response) == [5, 6])
        for count in 0..<response.count {
            #expect { try NitroRequest.document(inResponse: Array(response[..<count])) } throws: {
                ($0 as? NitroResponseError)?.code == .malformed
            }
        }
        #expect(throws: NitroResponseError.self) { try NitroRequest.document(inResponse: response + [0]) }
        let inner = CBORValue.indefiniteMap([(key: "document", value: CBORValue.bytes([5, 6]).encoded)])
        let outer = CBORValue.indefiniteMap([(key: "Attestation", value: inner)])
        #expect(try NitroRequest.document(inResponse: outer) == [5, 6])
    }

    @Test func `what the device refuses is said in its words`() throws {
        let response = CBORValue.map([.init("Error", .text("InvalidArgument"))]).encoded
        #expect { try NitroRequest.document(inResponse: response) } throws: {
            $0 as? NitroResponseError == NitroResponseError(.refused, "InvalidArgument")
        }
    }

    @Test(
        arguments: [
            .null, .array([]), .map([]), .text("Attestation"), .map([.init("Attestation", .null)]),
            .map([.init("Attestation", .map([]))]), .map([.init("Attestation", .map([.init("document", .text("a"))]))]),
            .map([.init("Attestation", .map([.init("document", .bytes([])), .init("more", .null)]))]),
            .map([.init("Attestation", .map([.init("document", .bytes([]))])), .init("Error", .text("a"))]),
            .map([.init("Error", .unsigned(1))]), .map([.init("DescribeNSM", .map([]))]),
        ] as [CBORValue]
    )
    func `any other response is refused`(value: CBORValue) throws {
        #expect { try NitroRequest.document(inResponse: value.encoded) } throws: {
            ($0 as? NitroResponseError)?.code == .malformed
        }
    }

    @Test func `a response larger than the device gives is refused`() throws {
        let document = CBORValue.bytes([UInt8](repeating: 0, count: NitroRequest.responseSizeLimit))
        let response = CBORValue.map([.init("Attestation", .map([.init("document", document)]))]).encoded
        #expect(throws: NitroResponseError.self) { try NitroRequest.document(inResponse: response) }
    }
}
