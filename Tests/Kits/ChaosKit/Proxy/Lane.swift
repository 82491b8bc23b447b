/// One direction of a proxied connection: bytes that wait for their time, in order.
struct Lane {
    /// Above this the proxy reads no more from the sender until the receiver has taken some.
    static let roomBytes = 4 << 20

    private var waiting: [(due: ContinuousClock.Instant, bytes: [UInt8])] = []
    private var next = 0
    private var sent = 0
    private(set) var byteCount = 0
    /// How long bytes that come now are held.
    var delay = Duration.zero
    /// Whether what comes is thrown away, as on a way that swallows packets.
    var isSwallowing = false
    /// The sender has ended; the lane ends when it is empty.
    var isEnded = false

    /// Whether all has been handed on that ever will be.
    var isDone: Bool {
        isEnded && byteCount == 0
    }

    var hasRoom: Bool {
        byteCount < Self.roomBytes && !isEnded
    }

    mutating func add(_ bytes: [UInt8], now: ContinuousClock.Instant) {
        guard !isSwallowing, !bytes.isEmpty else { return }
        // What came later never overtakes.
        let due = max(waiting.last?.due ?? now, now + delay)
        waiting.append((due, bytes))
        byteCount += bytes.count
    }

    /// When the next bytes are due; nil when none wait.
    var due: ContinuousClock.Instant? {
        next < waiting.count ? waiting[next].due : nil
    }

    /// The bytes to send now; empty when none are due.
    func ready(now: ContinuousClock.Instant) -> ArraySlice<UInt8> {
        guard next < waiting.count, waiting[next].due <= now else { return [] }
        return waiting[next].bytes[sent...]
    }

    /// Forgets bytes of ``ready(now:)`` that were sent.
    mutating func didSend(_ count: Int) {
        byteCount -= count
        sent += count
        guard sent == waiting[next].bytes.count else { return }
        sent = 0
        next += 1
        if next == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            next = 0
        } else if next > 64 {
            waiting.removeFirst(next)
            next = 0
        }
    }
}
