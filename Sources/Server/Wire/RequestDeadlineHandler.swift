import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Closes connections whose client is too slow: to send a head, to send a body, or to take a response.
///
/// An idle timeout alone is not enough: a client that sends a byte now and then is never idle. A request's head has to
/// be complete in time, a body has to make progress, and a response that waits has to be taken.
final class RequestDeadlineHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How long a client may go on sending a body after its request was answered, so that it can read the answer.
    private static let linger: TimeAmount = .seconds(2)

    private let timing: ServerTiming
    private var isReadingBody = false
    private var isDiscarding = false
    private var pendingResponses = 0
    private var bytesSinceCheck = 0
    private var deadline: Scheduled<Void>?
    private var stall: Scheduled<Void>?

    init(timing: ServerTiming) { self.timing = timing }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { awaitHead(context, timing.head) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { cancelAll() }

    func channelActive(context: ChannelHandlerContext) {
        awaitHead(context, timing.head)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancelAll()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isDiscarding { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            pendingResponses += 1
            // curl waits a second for this before it sends a body. A response that is still being written goes first.
            if pendingResponses == 1, head.headerFields[.expect]?.lowercased() == "100-continue" {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
            isReadingBody = true
            bytesSinceCheck = 0
            awaitBody(context)
        case .body(let bytes):
            bytesSinceCheck += bytes.readableBytes
        case .end:
            isReadingBody = false
            deadline?.cancel()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        pendingResponses -= 1
        context.write(data, promise: promise)
        if isReadingBody || pendingResponses < 0 {
            // Answered before the body was read to its end, or what came was no request: nobody reads the rest.
            isDiscarding = true
            close(context, after: Self.linger)
        } else if pendingResponses <= 0 {
            awaitHead(context, timing.idle)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall?.cancel()
        if !context.channel.isWritable {
            stall = schedule(context, in: TimeAmount(timing.stall)) { $0.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    private func awaitHead(_ context: ChannelHandlerContext, _ duration: Duration) {
        close(context, after: TimeAmount(duration))
    }

    private func awaitBody(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = schedule(context, in: TimeAmount(timing.bodyCheck)) { [self] context in
            guard isReadingBody else { return }
            guard bytesSinceCheck >= timing.bodyProgress else { return context.close(promise: nil) }
            bytesSinceCheck = 0
            awaitBody(context)
        }
    }

    private func close(_ context: ChannelHandlerContext, after time: TimeAmount) {
        deadline?.cancel()
        deadline = schedule(context, in: time) { $0.close(promise: nil) }
    }

    /// The context belongs to the event loop, where the task runs as well.
    private func schedule(
        _ context: ChannelHandlerContext,
        in time: TimeAmount,
        _ body: @escaping (ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: time) { body(context) }
    }

    private func cancelAll() {
        deadline?.cancel()
        stall?.cancel()
    }
}
