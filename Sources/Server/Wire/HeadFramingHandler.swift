import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Keeps the end of a body away from answers to `HEAD`.
///
/// NIO's encoder does not know what was asked: where the length is not known it announces chunks, as it should, and then
/// sends the last chunk, which the client would take for the beginning of the next answer.
final class HeadFramingHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// For each request that has not been answered, whether it is a `HEAD`; the oldest first.
    private var unanswered: [Bool] = []

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data) { unanswered.append(head.method == .head) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data), !unanswered.isEmpty, unanswered.removeFirst() else {
            return context.write(data, promise: promise)
        }
        promise?.succeed()
    }
}
