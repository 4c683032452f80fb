import Foundation

extension LoopbackServer {
    /// Sends bytes to the client; `false` when it has left.
    package typealias Writer = (_ bytes: [UInt8]) -> Bool

    /// What a handler answers, or how it misbehaves.
    package struct Response: Sendable {
        enum Behaviour: Sendable {
            case reply
            case closeWithoutReply
            case stall
            case trickle(milliseconds: Int32)
            case produce(@Sendable (Writer) -> Void)
            case raw([UInt8])
        }

        /// The status code.
        package var status: Int
        /// The header fields; `Content-Length` is added unless it is there.
        package var headers: Headers
        /// The body.
        package var body: [UInt8]
        var behaviour = Behaviour.reply

        /// An ordinary reply.
        package init(status: Int = 200, headers: Headers = [:], body: [UInt8] = []) {
            self.status = status
            self.headers = headers
            self.body = body
        }

        /// A reply with text.
        package init(status: Int = 200, headers: Headers = [:], text: String) {
            self.init(status: status, headers: headers, body: Array(text.utf8))
        }

        private init(_ behaviour: Behaviour, headers: Headers = [:], body: [UInt8] = []) {
            self.init(headers: headers, body: body)
            self.behaviour = behaviour
        }

        /// The connection ends without a word, after the handler did its work.
        package static let closeWithoutReply = Response(.closeWithoutReply)

        /// Header fields that promise a body, then nothing until the client leaves.
        package static let stall = Response(.stall, headers: ["Content-Length": "1000"])

        /// The body one byte at a time with a pause after each, for as long as the client bears it.
        package static func trickle(
            _ body: [UInt8] = Array(repeating: 0x61, count: 100_000),
            headers: Headers = [:],
            pauseMilliseconds: Int32 = 100
        ) -> Response {
            Response(.trickle(milliseconds: pauseMilliseconds), headers: headers, body: body)
        }

        /// A body without length or end, made of repetitions of `pattern`.
        package static func endless(
            _ pattern: [UInt8] = Array(repeating: 0, count: 65536),
            headers: Headers = [:]
        ) -> Response {
            .producing(headers: headers) { write in while write(pattern) {} }
        }

        /// A body that is written piece by piece; it ends with the connection unless `headers` give its length.
        package static func producing(
            headers: Headers = [:],
            _ produce: @escaping @Sendable (Writer) -> Void
        ) -> Response {
            Response(.produce(produce), headers: headers)
        }

        /// Exactly these bytes instead of a reply, then the end of the connection.
        package static func raw(_ bytes: [UInt8]) -> Response { Response(.raw(bytes)) }
    }
}
