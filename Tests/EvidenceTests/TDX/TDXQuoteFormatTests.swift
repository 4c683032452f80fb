import Bytes
import Evidence
import StrictJSON
import Testing

@Suite struct TDXQuoteFormatTests {
    static let quote = Result { try FakeQuote().encoded(by: FakeIntel.shared.get()) }
    static let newQuote = Result {
        var quote = FakeQuote()
        quote.version = 5
        quote.teeTCBSVN2 = quote.teeTCBSVN
        return try quote.encoded(by: FakeIntel.shared.get())
    }

    private func code(_ quote: [UInt8]) -> ReasonCode? {
        do throws(EvidenceError) {
            _ = try TDXQuote(parsing: quote)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `both versions and both bodies are read`() throws {
        let old = try TDXQuote(parsing: Self.quote.get())
        #expect(old.report.format == .tdx10)
        #expect(old.report.mrServiceTD == nil)
        let new = try TDXQuote(parsing: Self.newQuote.get())
        #expect(new.report.format == .tdx15)
        #expect(new.report.mrServiceTD?.count == 48)
        var quote = FakeQuote()
        quote.version = 5
        let plain = try TDXQuote(parsing: quote.encoded(by: FakeIntel.shared.get()))
        #expect(plain.report.format == .tdx10)
        #expect(plain.report.reportData == old.report.reportData)
    }

    /// A quote of the extended body, which states something in every field that may be other than zero.
    private static func extended(_ alter: (inout FakeQuote) -> Void = { _ in }) throws -> [UInt8] {
        var quote = FakeQuote()
        quote.version = 5
        quote.teeTCBSVN2 = quote.teeTCBSVN
        var fields = [UInt8](repeating: 0, count: 237)
        for position in 1..<81 { fields[position] = UInt8(position) }
        for position in 137..<181 { fields[position] = UInt8(position) }
        quote.extension = fields
        alter(&quote)
        return try quote.encoded(by: FakeIntel.shared.get())
    }

    @Test func `the extended body is read by its offsets`() throws {
        let quote = try TDXQuote(parsing: Self.extended { $0.extension = (0..<237).map { UInt8($0) } })
        #expect(quote.report.format == .tdx15Extended)
        #expect(quote.report.mrServiceTD?.count == 48)
        #expect(quote.signedBytes.count == 48 + 6 + 885)
        let fields = try #require(quote.report.extension)
        #expect(fields.vmid == 0)
        #expect(fields.instanceID == Array(1..<33))
        #expect(fields.deviceInfo == Array(33..<81))
        #expect(fields.initialServiceTD == Array(81..<129))
        #expect(fields.initialServiceTDAttributes == Array(129..<137))
        #expect(fields.initialCPUSVN == Array(137..<153))
        #expect(fields.initialTEETCBSVN == Array(153..<169))
        #expect(fields.initialFMSPC == Array(169..<181))
        #expect(fields.currentServiceTD == Array(181..<229))
        #expect(fields.currentServiceTDAttributes == Array(229..<237))
    }

    @Test func `a quote of the extended body is verified, and every byte of it is signed`() throws {
        let intel = try FakeIntel.shared.get()
        let collateral = try FakeCollateral().encoded(by: intel)
        let quote = try Self.extended()
        let judged = intel.authenticate(quote, collateral: collateral)
        #expect(judged.failures == [])
        guard case .tdx(let claims) = judged.claims else {
            Issue.record("\(judged.results)")
            return
        }
        #expect(claims.json["extension"]?["td_id"]?.string == Array(1..<33).hexadecimal)
        for position in stride(from: 54 + 648, to: 54 + 885, by: 5) {
            var changed = quote
            changed[position] ^= 1 << (position % 8)
            #expect(intel.authenticate(changed, collateral: collateral).failures == [.quoteSignatureInvalid])
        }
    }

    @Test func `what the extended body states and nobody judges is refused`() throws {
        let intel = try FakeIntel.shared.get()
        let collateral = try FakeCollateral().encoded(by: intel)
        func failures(_ alter: (inout FakeQuote) -> Void) throws -> Set<ReasonCode> {
            intel.authenticate(try Self.extended(alter), collateral: collateral).failures
        }
        #expect(try failures { $0.extension?[0] = 1 } == [.quoteFormatUnsupported])
        for position in [81, 128, 129, 136, 181, 228, 229, 236] {
            #expect(try failures { $0.extension?[position] = 1 } == [.quoteFormatUnsupported])
            let failures = try failures {
                $0.extension?[position] = 1
                $0.mrServiceTD[0] = 1
            }
            #expect(failures == [], "a policy judges MRSERVICETD")
        }
    }

    @Test func `every truncated quote is refused as such`() throws {
        for quote in [try Self.quote.get(), try Self.newQuote.get(), try Self.extended()] {
            for count in 0..<quote.count { #expect(code(Array(quote[..<count])) == .quoteTruncated, "\(count)") }
        }
    }

    @Test(
        arguments: [
            (0, 3), (0, 6), (1, 1), (2, 3), (2, 0), (4, 0), (4, 0x82), (7, 1), (8, 1), (11, 1),
        ] as [(Int, UInt8)]
    )
    func `a header of another format is refused`(offset: Int, value: UInt8) throws {
        var quote = try Self.quote.get()
        quote[offset] = value
        #expect(code(quote) == .quoteFormatUnsupported)
    }

    @Test func `a body of another type or size is refused`() throws {
        let quote = try Self.newQuote.get()
        for description in [
            [1, 0, 0x80, 1, 0, 0], [2, 0, 0x88, 2, 0, 0], [3, 0, 0x48, 2, 0, 0], [4, 0, 0x88, 2, 0, 0],
            [3, 0, 0x75, 3, 0, 0], [5, 0, 0x75, 3, 0, 0], [4, 0, 0x76, 3, 0, 0],
            [3, 0, 0x88, 2, 0, 1], [3, 1, 0x88, 2, 0, 0], [0, 0, 0, 0, 0, 0], [3, 0, 0xFF, 0xFF, 0xFF, 0xFF],
        ] as [[UInt8]] {
            var changed = quote
            changed.replaceSubrange(48..<54, with: description)
            #expect(code(changed) == .quoteFormatUnsupported, "\(description)")
        }
    }

    @Test func `sizes that do not agree are refused`() throws {
        let quote = try Self.quote.get()
        let start = 48 + 584
        // The size of all, of the outer and the inner certification data, of the quoting enclave's data.
        for (offset, code) in [
            (start, .quoteTruncated), (start + 134, .quoteFormatUnsupported), (start + 586, .quoteFormatUnsupported),
            (start + 588 + 32 + 2, .quoteFormatUnsupported),
        ] as [(Int, ReasonCode)] {
            var larger = quote
            larger[offset] &+= 1
            #expect(self.code(larger) == (offset == start ? .quoteTruncated : code))
            var smaller = quote
            smaller[offset] &-= 1
            #expect(self.code(smaller) == .quoteFormatUnsupported)
            var huge = quote
            huge[offset + 1] = 0xFF
            #expect(self.code(huge) == code)
        }
        for size in [[0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80]] as [[UInt8]] {
            var huge = quote
            huge.replaceSubrange(start..<(start + 4), with: size)
            #expect(code(huge) == .quoteTruncated)
        }
        var empty = quote
        empty.replaceSubrange(start..<(start + 4), with: [0, 0, 0, 0])
        #expect(code(empty) == .quoteFormatUnsupported)
    }

    @Test func `certification data of another type is refused`() throws {
        let quote = try Self.quote.get()
        for (offset, usual) in [(48 + 584 + 132, 6), (48 + 584 + 588 + 32, 5)] as [(Int, UInt8)] {
            #expect(quote[offset] == usual)
            for type in 0...8 as ClosedRange<UInt8> where type != usual {
                var changed = quote
                changed[offset] = type
                #expect(code(changed) == .quoteFormatUnsupported)
            }
        }
    }

    @Test func `a quote that is too large is refused before it is read`() throws {
        let quote = try Self.quote.get()
        let full = quote + [UInt8](repeating: 0, count: TDXQuote.sizeLimit - quote.count)
        #expect(code(full) == nil)
        #expect(code(full + [0]) == .quoteFormatUnsupported)
    }

    @Test func `bytes behind the quote are named, and nothing reads them`() throws {
        let intel = try FakeIntel.shared.get()
        let collateral = try FakeCollateral().encoded(by: intel)
        var quote = FakeQuote()
        quote.padding = [UInt8](repeating: 0xA5, count: 70)
        let judged = intel.authenticate(try quote.encoded(by: intel), collateral: collateral)
        #expect(judged.failures == [])
        let padding = judged.results.filter { $0.code == .quotePaddingIgnored }
        #expect(padding.map(\.found) == ["70 bytes"])
        #expect(padding.map(\.outcome) == [.notEvaluated])
        quote.padding = []
        let plain = intel.authenticate(try quote.encoded(by: intel), collateral: collateral)
        #expect(!plain.results.contains { $0.code == .quotePaddingIgnored })
    }

    @Test func `a quoting enclave of another vendor is refused`() throws {
        let intel = try FakeIntel.shared.get()
        var quote = FakeQuote()
        quote.qeVendorID[0] ^= 1
        let collateral = try FakeCollateral().encoded(by: intel)
        #expect(
            intel.authenticate(try quote.encoded(by: intel), collateral: collateral).failures == [.qeVendorIDMismatch]
        )
    }

    @Test(arguments: [0, 1, 16, 33, 300])
    func `the quoting enclave may hash data of any size`(count: Int) throws {
        let intel = try FakeIntel.shared.get()
        var quote = FakeQuote()
        quote.qeAuthenticationData = [UInt8](repeating: 7, count: count)
        let collateral = try FakeCollateral().encoded(by: intel)
        #expect(intel.authenticate(try quote.encoded(by: intel), collateral: collateral).failures == [])
    }
}
