/// The form that forges wrap a payload in: exactly one field, `payload`.
enum PayloadForm {
    /// Decodes the field; the result is never larger than the body.
    ///
    /// Any other field, a second `payload` or a bad escape is an error, as nothing else in the body would be signed.
    static func payload(of body: [UInt8]) throws(WebhookError) -> [UInt8] {
        let prefix = Array("payload=".utf8)
        guard body.starts(with: prefix), !body.contains(UInt8(ascii: "&")) else {
            throw WebhookError(.malformed, "form", "expected the field payload and no other")
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(body.count)
        var index = prefix.count
        while index < body.count {
            switch body[index] {
            case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard body.count - index > 2, let byte = byte(body[(index + 1)...(index + 2)]) else {
                    throw WebhookError(.malformed, "form", "a percent escape without two hexadecimal digits")
                }
                decoded.append(byte)
                index += 2
            case let byte: decoded.append(byte)
            }
            index += 1
        }
        return decoded
    }

    private static func byte(_ digits: ArraySlice<UInt8>) -> UInt8? {
        guard let high = value(digits.first), let low = value(digits.last) else { return nil }
        return high << 4 | low
    }

    private static func value(_ digit: UInt8?) -> UInt8? {
        switch digit {
        case .some(let digit) where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit): digit - UInt8(ascii: "0")
        case .some(let digit) where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit):
            digit - UInt8(ascii: "a") + 10
        case .some(let digit) where (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(digit):
            digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
