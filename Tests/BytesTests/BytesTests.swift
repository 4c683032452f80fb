import Bytes
import Testing

@Suite struct BytesTests {
    @Test func `hexadecimal reads back`() {
        let bytes: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF]
        #expect(bytes.hexadecimal == "00017f80ff")
        #expect([UInt8](hexadecimal: "00017F80fF") == bytes)
    }

    @Test(arguments: ["0", "0g", " 00", "0x00", "00 ", "٠٠"])
    func `other text is no hexadecimal`(text: String) {
        #expect([UInt8](hexadecimal: text) == nil)
    }

    @Test(arguments: ["AAE", "AAE=\n", "AA E=", "AAF=", "A", "====", "AAE-"])
    func `only canonical Base64 is read`(text: String) {
        #expect([UInt8](base64: text) == nil)
    }

    @Test func `Base64 reads back`() {
        #expect([UInt8](base64: "AAE=") == [0, 1])
        #expect(([0, 1] as [UInt8]).base64 == "AAE=")
    }

    @Test func `integers are read in both orders`() throws {
        var reader = ByteReader([1, 2, 3, 4, 5, 6])
        #expect(try reader.littleEndian(UInt16.self) == 0x0201)
        #expect(try reader.bigEndian(UInt32.self) == 0x0304_0506)
        #expect(reader.isAtEnd)
    }

    @Test(arguments: [3, Int.max, -1])
    func `a read past the end is an error`(count: Int) {
        var reader = ByteReader([1, 2])
        let error = #expect(throws: ByteReader.Truncated.self) { try reader.take(count) }
        #expect(error?.wanted == count)
    }
}
