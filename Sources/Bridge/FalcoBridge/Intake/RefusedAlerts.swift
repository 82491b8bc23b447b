import Compression
import HTTPService
import Synchronization

/// Counts the alerts in a request that is refused: what is lost is alerts, however many a request holds.
///
/// Pieces of the body are counted as ``BodyPieces`` cuts them, without being parsed; a body that cannot be read or has none
/// counts as one. A body is decoded for it, within the same limit as one that is taken.
final class RefusedAlerts: Sendable {
    private struct State: ~Copyable {
        var decoder: BodyDecoder?
    }

    private let bodyLimit: Int
    private let state = Mutex(State())

    init(bodyLimit: Int) {
        self.bodyLimit = bodyLimit
    }

    /// Returns how many alerts the sender lost, at least 1.
    func count(_ received: ReceivedExchange) -> Int {
        switch received.form {
        case .plain:
            return received.exchange.withBody { Self.pieces(of: $0) }
        case .gzip, .zstd:
            return state.withLock { state in
                let decoder = state.decoder ?? BodyDecoder(limit: bodyLimit)
                state.decoder = decoder
                return received.exchange.withBody { body in
                    (try? decoder.withBody(body, encoding: received.form) { Self.pieces(of: $0) }) ?? 1
                }
            }
        case .test, .unknownEncoding, .overflow:
            return 1
        }
    }

    private static func pieces(of body: UnsafeRawBufferPointer) -> Int {
        var pieces = BodyPieces(body)
        var count = 0
        while count < BodyRecorder.maximumPieces, pieces.next() != nil {
            count += 1
        }
        return max(1, count)
    }
}
