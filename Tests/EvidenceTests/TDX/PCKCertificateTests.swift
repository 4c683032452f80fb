import Evidence
import OpenSSLKit
import Testing

@Suite struct PCKCertificateTests {
    private func failures(_ alter: (inout FakeMachine) -> Void) throws -> Set<ReasonCode> {
        let intel = try FakeIntel.shared.get()
        var quote = FakeQuote()
        alter(&quote.machine)
        let collateral = try FakeCollateral().encoded(by: intel)
        return intel.authenticate(try quote.encoded(by: intel), collateral: collateral).failures
    }

    private func contents(_ alter: (inout [[UInt8]]) -> Void) -> [UInt8] {
        var fields = FakeMachine().fields
        alter(&fields)
        return TestDER.tagged(0x30, fields.flatMap { $0 })
    }

    @Test func `a component above 127 takes two bytes and is read`() throws {
        #expect(try failures { $0.components[0] = 0xFF } == [])
        #expect(try failures { $0.components[0] = 0x80 } == [])
        #expect(try failures { $0.pceSVN = 0x100 } == [])
        #expect(try failures { $0.pceSVN = 0xFFFF } == [])
        #expect(try failures { $0.pceSVN = 0x1_0000 } == [.pckExtensionsInvalid])
    }

    @Test func `an authority for processors states less`() throws {
        let fewer = contents { $0.removeLast(2) }
        #expect(try failures { $0.extensionContents = fewer } == [])
    }

    @Test func `a certificate need not state the type of SGX, but states it well`() throws {
        let fewer = contents { $0.remove(at: 4) }
        #expect(try failures { $0.extensionContents = fewer } == [])
        let least = contents { $0.removeLast(3) }
        #expect(try failures { $0.extensionContents = least } == [])
        for type in [[0x02, 1, 1], [0x0A, 0], [0x0A, 2, 0, 1], [0x0A, 1, 0x80], [], [0x0A, 1, 1, 5, 0]] as [[UInt8]] {
            let other = contents { $0[4] = TestDER.field(FakeMachine.oid + [5], type) }
            #expect(try failures { $0.extensionContents = other } == [.pckExtensionsInvalid])
        }
    }

    @Test(arguments: 0..<4)
    func `a missing field is an error`(position: Int) throws {
        let fewer = contents { $0.remove(at: position) }
        #expect(try failures { $0.extensionContents = fewer } == [.pckExtensionsInvalid])
    }

    @Test(arguments: 0..<7)
    func `a field that stands twice is an error`(position: Int) throws {
        let more = contents { $0.append($0[position]) }
        #expect(try failures { $0.extensionContents = more } == [.pckExtensionsInvalid])
    }

    private static let malformed: [[UInt8]] = [
        // An unknown field, one of another arc, one without a value, one with two.
        TestDER.field(FakeMachine.oid + [8], TestDER.octets([0])),
        TestDER.field(FakeMachine.oid.dropLast() + [2, 6], TestDER.octets([UInt8](repeating: 0, count: 16))),
        TestDER.field(FakeMachine.oid + [6], []),
        TestDER.field(FakeMachine.oid + [6], TestDER.octets([UInt8](repeating: 0, count: 16)) + [5, 0]),
        // Another size or type.
        TestDER.field(FakeMachine.oid + [6], TestDER.octets([UInt8](repeating: 0, count: 15))),
        TestDER.field(FakeMachine.oid + [6], TestDER.tagged(0x0C, [UInt8](repeating: 0, count: 16))),
        // Lengths that are not in their shortest form, or indefinite.
        TestDER.field(FakeMachine.oid + [6], [0x04, 0x81, 16] + [UInt8](repeating: 0, count: 16)),
        TestDER.field(FakeMachine.oid + [6], [0x24, 0x80, 0, 0]),
        // A truth value that is neither.
        TestDER.field(FakeMachine.oid + [7], TestDER.sequence(TestDER.field(FakeMachine.oid + [7, 1], [1, 1, 1]))),
        TestDER.field(FakeMachine.oid + [7], TestDER.sequence(TestDER.field(FakeMachine.oid + [7, 4], [1, 1, 0]))),
    ]

    @Test(arguments: malformed)
    func `a malformed field is an error`(field: [UInt8]) throws {
        let contents = contents {
            $0.removeLast(2)
            $0.append(field)
        }
        #expect(try failures { $0.extensionContents = contents } == [.pckExtensionsInvalid])
    }

    @Test(
        arguments: [
            [2, 2, 0, 3], [2, 3, 0, 0, 3], [2, 1, 0x83], [2, 0], [2, 2, 1, 0], [2, 3, 1, 0, 0], [2, 4, 0, 0, 0, 3],
            [2, 0x81, 1, 3], [4, 1, 3], [2, 1, 3, 0], [2, 2, 3],
        ] as [[UInt8]]
    )
    func `a number that is too large, negative or not in its shortest form is an error`(encoded: [UInt8]) throws {
        #expect(try failures { $0.firstComponent = [2, 1, 3] } == [])
        #expect(try failures { $0.firstComponent = encoded } == [.pckExtensionsInvalid])
    }

    @Test func `every truncation and every flipped bit of the extension is survived`() throws {
        let contents = FakeMachine().contents
        for count in stride(from: 0, to: contents.count, by: 23) {
            #expect(try failures { $0.extensionContents = Array(contents[..<count]) } == [.pckExtensionsInvalid])
        }
        for byte in stride(from: 0, to: contents.count, by: 11) {
            var changed = contents
            changed[byte] ^= 1 << (byte % 8)
            _ = try failures { $0.extensionContents = changed }
        }
        #expect(try failures { $0.extensionContents = contents + [0] } == [.pckExtensionsInvalid])
    }

    @Test func `a certificate of another kind is refused`() throws {
        #expect(try failures { $0.commonName = "Intel SGX TCB Signing" } == [.pckChainInvalid])
        #expect(
            try failures { $0.alter = { $0.extensions.removeAll { $0.oid == "1.2.840.113741.1.13.1" } } }
                == [.pckExtensionsInvalid]
        )
        let authority: @Sendable (inout CertificateBuilder) -> Void = {
            $0.extensions[0] = .init(oid: "2.5.29.19", contents: [0x30, 3, 1, 1, 0xFF], isCritical: true)
            $0.extensions[1] = .init(oid: "2.5.29.15", contents: [3, 2, 2, 0x04], isCritical: true)
        }
        #expect(try failures { $0.alter = authority } == [.pckChainInvalid])
        #expect(
            try failures { $0.alter = { $0.issuer = [.init("CN", "Intel SGX PCK Processor CA")] } } == [
                .pckChainInvalid
            ]
        )
    }
}
