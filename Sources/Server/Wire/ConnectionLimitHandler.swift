import Addresses
import HTTPTypes
import NIOCore
import NIOHTTPTypes
import StrictJSON

/// Sends away the connections of an address that has as many as it may have, before they ask for anything.
final class ConnectionLimitHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    /// How long a client may go on talking after it was sent away, so that it can read the answer.
    private static let linger: TimeAmount = .seconds(1)

    private let budget: ConnectionBudget
    private let onRefusal: @Sendable () -> Void
    private var count: (origin: ConnectionBudget.Origin, verdict: ConnectionBudget.Verdict)?

    init(budget: ConnectionBudget, onRefusal: @escaping @Sendable () -> Void) {
        self.budget = budget
        self.onRefusal = onRefusal
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { open(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { close() }

    func channelActive(context: ChannelHandlerContext) {
        open(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        close()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if count.map({ $0.verdict == .accepted }) ?? true { context.fireChannelRead(data) }
    }

    private func open(_ context: ChannelHandlerContext) {
        guard count == nil, let address = context.channel.remoteAddress?.ipAddress.flatMap({ IPAddress($0) }),
            let origin = budget.origin(address)
        else { return }
        let verdict = budget.open(origin)
        count = (origin, verdict)
        switch verdict {
        case .accepted: break
        case .refused:
            onRefusal()
            refuse(context)
        case .dropped:
            onRefusal()
            context.close(promise: nil)
        }
    }

    private func refuse(_ context: ChannelHandlerContext) {
        let error = APIError.busy
        let body = ByteBuffer(bytes: error.body.serialized())
        let head = HTTPResponse(
            status: error.status,
            headerFields: [
                .connection: "close", .contentType: "application/json", .contentLength: String(body.readableBytes),
                .retryAfter: String(error.retryAfter ?? 0),
            ]
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(mode: .output, promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.linger) { context.close(promise: nil) }
    }

    private func close() {
        if let count { budget.close(count.origin, count.verdict) }
        count = nil
    }
}
