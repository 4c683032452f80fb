import Testing

@testable import Evidence

@Suite struct NitroCBORTests {
    @Test(
        arguments: [
            ([0x00], .unsigned(0)), ([0x17], .unsigned(23)), ([0x18, 0x18], .unsigned(24)),
            ([0x19, 0x01, 0x00], .unsigned(256)), ([0x1A, 0x00, 0x01, 0x00, 0x00], .unsigned(65_536)),
            ([0x1B, 0, 0, 0, 1, 0, 0, 0, 0], .unsigned(1 << 32)),
            ([0x1B] + [UInt8](repeating: 0xFF, count: 8), .unsigned(.max)),
            ([0x38, 0x22], .negative(34)), ([0x40], .bytes([])), ([0x42, 1, 2], .bytes([1, 2])),
            ([0x60], .text("")), ([0x62, 0xC3, 0xBC], .text("ü")), ([0xF6], .null),
            ([0x82, 0x01, 0xF6], .array([.unsigned(1), .null])),
            ([0xA2, 0x01, 0x02, 0x61, 0x61, 0x80], .map([.init(.unsigned(1), .unsigned(2)), .init("a", .array([]))])),
        ] as [([UInt8], CBORValue)]
    )
    func `values are read and written in their one encoding`(bytes: [UInt8], value: CBORValue) throws {
        #expect(try CBORDecoder.value(of: bytes) == value)
        #expect(value.encoded == bytes)
        for count in 0..<bytes.count {
            #expect(throws: CBORError.self) { try CBORDecoder.value(of: Array(bytes[..<count])) }
        }
        #expect(throws: CBORError.self) { try CBORDecoder.value(of: bytes + [0]) }
    }

    @Test(
        arguments: [
            ("indefinite bytes", [0x5F, 0x41, 0x01, 0xFF]), ("indefinite text", [0x7F, 0x61, 0x61, 0xFF]),
            ("indefinite array", [0x9F, 0x01, 0xFF]), ("indefinite map", [0xBF, 0x01, 0x02, 0xFF]),
            ("a break alone", [0xFF]), ("a duplicate number", [0xA2, 0x01, 0x02, 0x01, 0x03]),
            ("a duplicate text", [0xA2, 0x61, 0x61, 0x02, 0x61, 0x61, 0x03]),
            ("half precision", [0xF9, 0x3C, 0x00]), ("single precision", [0xFA, 0x3F, 0x80, 0, 0]),
            ("double precision", [0xFB, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0]),
            ("false", [0xF4]), ("true", [0xF5]), ("undefined", [0xF7]), ("null in two bytes", [0xF8, 0x16]),
            ("a simple value", [0xE0]), ("a tag", [0xD2, 0x01]), ("a tag in two bytes", [0xD8, 0x12, 0x01]),
            ("a bignum", [0xC2, 0x41, 0x01]),
            ("0 in two bytes", [0x18, 0x00]), ("23 in two bytes", [0x18, 0x17]), ("255 in three", [0x19, 0x00, 0xFF]),
            ("65535 in five", [0x1A, 0x00, 0x00, 0xFF, 0xFF]),
            ("4294967295 in nine", [0x1B, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]),
            ("a length in more bytes", [0x58, 0x01, 0x00]), ("a count in more bytes", [0x98, 0x01, 0x00]),
            ("a reserved length", [0x1C]), ("another", [0x5D, 0x00]), ("the last", [0xBE]),
            ("text that is not UTF-8", [0x61, 0xFF]), ("text cut inside a character", [0x61, 0xC3]),
            ("text with a surrogate", [0x63, 0xED, 0xA0, 0x80]), ("overlong UTF-8", [0x62, 0xC0, 0x80]),
            ("bytes as a key", [0xA1, 0x41, 0x01, 0x00]), ("null as a key", [0xA1, 0xF6, 0x00]),
            ("an array as a key", [0xA1, 0x80, 0x00]), ("bytes after the value", [0x00, 0x00]),
        ] as [(String, [UInt8])]
    )
    func `another encoding or another type is refused`(what: String, bytes: [UInt8]) throws {
        #expect { try CBORDecoder.value(of: bytes) } throws: { ($0 as? CBORError)?.code == .malformed }
    }

    @Test(arguments: [0x40, 0x60, 0x80, 0xA0] as [UInt8])
    func `a length beyond the bytes is truncation and costs nothing`(type: UInt8) throws {
        let lengths: [[UInt8]] = [
            [1], [23], [24, 0xFF], [25, 0xFF, 0xFF], [26, 0x7F, 0xFF, 0xFF, 0xFF], [26, 0xFF, 0xFF, 0xFF, 0xFF],
            [27, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [27] + [UInt8](repeating: 0xFF, count: 8),
            [27, 0x80, 0, 0, 0, 0, 0, 0, 0],
        ]
        for length in lengths {
            let bytes = [type | length[0]] + length.dropFirst()
            #expect { try CBORDecoder.value(of: bytes) } throws: { ($0 as? CBORError)?.code == .truncated }
        }
    }

    @Test func `depth and number of values are bounded`() throws {
        func nested(_ depth: Int, _ head: [UInt8]) -> [UInt8] {
            [[UInt8]](repeating: head, count: depth).joined() + [0x00]
        }
        for head in [[0x81], [0xA1, 0x00]] as [[UInt8]] {
            #expect(throws: Never.self) { try CBORDecoder.value(of: nested(4, head)) }
            for depth in [5, 6, 100, 100_000] {
                #expect { try CBORDecoder.value(of: nested(depth, head)) } throws: {
                    ($0 as? CBORError)?.code == .limit
                }
            }
        }
        func list(_ count: UInt16) -> [UInt8] {
            [0x99, UInt8(count >> 8), UInt8(count & 0xFF)] + [UInt8](repeating: 0, count: Int(count))
        }
        #expect(try CBORDecoder.value(of: [0x98, 0xFF] + [UInt8](repeating: 0, count: 255)).array?.count == 255)
        #expect { try CBORDecoder.value(of: list(256)) } throws: { ($0 as? CBORError)?.code == .limit }
        #expect { try CBORDecoder.value(of: list(60_000)) } throws: { ($0 as? CBORError)?.code == .limit }
        // Many lists of allowed size still count together.
        let hundred = [0x98, 0x64] + [UInt8](repeating: 0, count: 100)
        let lists = [0x84] + hundred + hundred + hundred + hundred
        #expect { try CBORDecoder.value(of: lists) } throws: { ($0 as? CBORError)?.code == .limit }
    }

    @Test(
        arguments: [
            ([0xBF, 0x01, 0x02, 0xFF], nil), ([0xBF, 0xFF], nil), ([0xA1, 0x01, 0x02], nil),
            // The deepest that a map of definite length may hold, and one more.
            ([0xBF, 0x01, 0x81, 0x81, 0x81, 0x00, 0xFF], nil),
            ([0xBF, 0x01, 0x81, 0x81, 0x81, 0x81, 0x00, 0xFF], .limit),
            ([0xBF], .truncated), ([0xBF, 0x01], .truncated), ([0xBF, 0x01, 0x02], .truncated),
            ([0xBF, 0x01, 0xFF], .malformed), ([0xBF, 0x01, 0x02, 0xFF, 0xFF], .malformed),
            ([0xBF, 0x01, 0x02, 0x01, 0x03, 0xFF], .malformed), ([0xBF, 0x01, 0xBF, 0xFF, 0xFF], .malformed),
            ([0xBF, 0x01, 0x9F, 0xFF, 0xFF], .malformed), ([0xA1, 0x01, 0xBF, 0xFF], .malformed),
            ([0x81, 0xBF, 0xFF], .malformed), ([0x9F, 0xFF], .malformed), ([0x5F, 0xFF], .malformed),
        ] as [([UInt8], CBORError.Code?)]
    )
    func `an outermost map of indefinite length is read where it may be`(bytes: [UInt8], code: CBORError.Code?) {
        do throws(CBORError) {
            let value = try CBORDecoder.value(of: bytes, indefiniteMaps: .outermost)
            #expect(code == nil)
            #expect(value.map != nil)
        } catch {
            #expect(error.code == code)
        }
    }

    @Test func `a map of indefinite length has as many values as another`() throws {
        func map(_ count: UInt8) -> [UInt8] {
            [0xBF] + (0..<count).flatMap { $0 < 24 ? [$0, 0x00] : [0x18, $0, 0x00] } + [0xFF]
        }
        #expect(try CBORDecoder.value(of: map(127), indefiniteMaps: .outermost).map?.count == 127)
        for count in [128, 255] as [UInt8] {
            #expect { try CBORDecoder.value(of: map(count), indefiniteMaps: .outermost) } throws: {
                ($0 as? CBORError)?.code == .limit
            }
        }
    }

    @Test func `maps of indefinite length inside each other are read as deep as others`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            (0..<depth).flatMap { _ in [0xBF, 0x00] as [UInt8] } + [0x01] + [UInt8](repeating: 0xFF, count: depth)
        }
        #expect(try CBORDecoder.value(of: nested(4), indefiniteMaps: .all).map?.count == 1)
        for (bytes, code) in [
            (nested(5), CBORError.Code.limit), (nested(500), .limit), (nested(4).dropLast(), .truncated),
        ] {
            #expect { try CBORDecoder.value(of: Array(bytes), indefiniteMaps: .all) } throws: {
                ($0 as? CBORError)?.code == code
            }
        }
        #expect { try CBORDecoder.value(of: nested(2), indefiniteMaps: .outermost) } throws: {
            ($0 as? CBORError)?.code == .malformed
        }
    }

    @Test func `keys of equal characters and other bytes are two keys`() throws {
        // "é" precomposed and decomposed: one string for Swift.
        let bytes: [UInt8] = [0xA2, 0x62, 0xC3, 0xA9, 0x00, 0x63, 0x65, 0xCC, 0x81, 0x01]
        #expect(try CBORDecoder.value(of: bytes).map?.count == 2)
    }

    @Test func `no bytes make the decoder trap, and what it reads it writes alike`() throws {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next() -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        for _ in 0..<20_000 {
            let bytes = (0..<Int(next() % 24)).map { _ in next() }
            guard let value = try? CBORDecoder.value(of: bytes) else { continue }
            #expect(value.encoded == bytes)
        }
    }
}
