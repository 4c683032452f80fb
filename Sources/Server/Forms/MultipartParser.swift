import Glibc

/// Takes a `multipart/form-data` body apart while it arrives (RFC 7578, RFC 2046 section 5.1).
///
/// It holds at most one piece of the body and one delimiter's length more, so memory does not grow with the body. What
/// RFC 2046 allows but no browser, curl or library sends is refused: text before the first delimiter or after the last,
/// white space after a delimiter, folded header lines.
struct MultipartParser: ~Copyable {
    /// What is found in a body, in order.
    enum Event: Equatable {
        /// A part begins.
        case part(MultipartPart)
        /// Bytes of the part's contents.
        case data([UInt8])
        /// The part is complete.
        case endOfPart
    }

    /// The most bytes of one part's header lines.
    static let headLimit = 8 << 10
    /// The most parts of one body.
    static let partLimit = 32

    private enum State {
        case start
        case afterDelimiter
        case head
        case contents
        case end
    }

    private let delimiter: [UInt8]
    private var state = State.start
    private var pending: [UInt8] = []
    private var parts = 0

    /// Parses a body whose `Content-Type` names `boundary`.
    init(boundary: String) {
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    /// Whether the last delimiter has been read.
    var isComplete: Bool { state == .end }

    /// Takes the next bytes of the body and returns what they complete.
    mutating func parse(_ bytes: [UInt8]) throws(MultipartError) -> [Event] {
        pending.append(contentsOf: bytes)
        var events: [Event] = []
        while try step(&events) {}
        return events
    }

    /// Throws unless the body was complete.
    func finish() throws(MultipartError) {
        guard isComplete else { throw MultipartError("the multipart body ends before its last delimiter") }
    }

    /// Takes one step; `false` when it needs more bytes.
    private mutating func step(_ events: inout [Event]) throws(MultipartError) -> Bool {
        switch state {
        case .start: return try start()
        case .afterDelimiter: return try afterDelimiter()
        case .head: return try head(&events)
        case .contents: return contents(&events)
        case .end:
            // A line end after the last delimiter is customary; anything else would be a second body in disguise.
            guard pending.count <= 2, [0x0D, 0x0A].starts(with: pending) else {
                throw MultipartError("the multipart body goes on after its last delimiter")
            }
            return false
        }
    }

    private mutating func start() throws(MultipartError) -> Bool {
        // The first delimiter has no line end before it.
        let first = delimiter.dropFirst(2)
        guard pending.prefix(first.count).elementsEqual(first.prefix(pending.count)) else {
            throw MultipartError("the multipart body does not begin with the boundary of its Content-Type")
        }
        guard pending.count >= first.count else { return false }
        pending.removeFirst(first.count)
        state = .afterDelimiter
        return true
    }

    private mutating func afterDelimiter() throws(MultipartError) -> Bool {
        guard pending.count >= 2 else { return false }
        switch (pending[0], pending[1]) {
        case (0x0D, 0x0A): state = .head
        case (UInt8(ascii: "-"), UInt8(ascii: "-")): state = .end
        default: throw MultipartError("a multipart delimiter is followed by something else than a line end")
        }
        pending.removeFirst(2)
        return true
    }

    private mutating func head(_ events: inout [Event]) throws(MultipartError) -> Bool {
        guard let end = Self.position(of: [0x0D, 0x0A, 0x0D, 0x0A], in: pending) else {
            guard pending.count <= Self.headLimit else { throw MultipartError("a part's header is too large") }
            return false
        }
        guard end <= Self.headLimit else { throw MultipartError("a part's header is too large") }
        parts += 1
        guard parts <= Self.partLimit else { throw MultipartError("more than \(Self.partLimit) parts") }
        events.append(.part(try MultipartPart(head: pending[..<end])))
        pending.removeFirst(end + 4)
        state = .contents
        return true
    }

    private mutating func contents(_ events: inout [Event]) -> Bool {
        if let end = Self.position(of: delimiter, in: pending) {
            if end > 0 { events.append(.data(Array(pending[..<end]))) }
            events.append(.endOfPart)
            pending.removeFirst(end + delimiter.count)
            state = .afterDelimiter
            return true
        }
        // The last bytes may be the beginning of a delimiter.
        let safe = pending.count - (delimiter.count - 1)
        if safe > 0 {
            events.append(.data(Array(pending[..<safe])))
            pending.removeFirst(safe)
        }
        return false
    }

    /// The first place at which `pattern` stands in `bytes`.
    ///
    /// A multipart delimiter begins with a carriage return, which stands nowhere else in it, so no byte is compared
    /// more than twice however the contents are chosen.
    private static func position(of pattern: [UInt8], in bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { haystack in
            pattern.withUnsafeBytes { needle in
                guard let base = haystack.baseAddress, let start = needle.baseAddress else { return nil }
                var offset = 0
                while haystack.count - offset >= needle.count {
                    let last = haystack.count - needle.count
                    guard let found = memchr(base + offset, Int32(needle[0]), last - offset + 1) else { return nil }
                    let position = base.distance(to: UnsafeRawPointer(found))
                    if memcmp(base + position, start, needle.count) == 0 { return position }
                    offset = position + 1
                }
                return nil
            }
        }
    }
}
