import Foundation
import HTTPService

/// Items that doors have received and the writer has not yet kept, bounded by bytes and by count.
///
/// At the bound an exchange is refused (its door answers 503) and a batch waits. Taken items count until they are
/// released, so the bound includes everything that is not yet durable. A single batch larger than the bound is accepted
/// when nothing else is there.
final class IntakeQueue: @unchecked Sendable {
    // @unchecked: every mutable field is used under `condition` only; a mutex alone cannot be waited for.
    enum Item {
        case exchange(ReceivedExchange, door: Int)
        case batch(ReceivedBatch, door: Int)
    }

    /// How long to wait for senders that were answered together to send again, in seconds.
    private static let lingerSeconds = 0.0005

    private let maximumBytes: Int
    private let maximumCount: Int
    private let condition = NSCondition()
    private var items: [Item] = []
    private var heldBytes = 0
    private var heldCount = 0
    private var isClosed = false
    private var isAbandoned = false
    private var isTakerWaiting = false
    /// How many items the taker waits for.
    private var wantedCount = 1
    private var waiters = 0
    private var putBatches = 0
    private var releasedBatches = 0

    init(maximumBytes: Int, maximumCount: Int) {
        self.maximumBytes = maximumBytes
        self.maximumCount = maximumCount
    }

    /// Adds exchanges until there is no room or the queue is closed.
    ///
    /// - Returns: How many were added, from the first on.
    func offer(_ received: [ReceivedExchange], door: Int) -> Int {
        condition.lock()
        var count = 0
        for exchange in received {
            let bytes = exchange.exchange.bodyCount
            guard !isClosed, hasRoom(bytes) else { break }
            add(.exchange(exchange, door: door), bytes)
            count += 1
        }
        let wake = wakesTaker()
        condition.unlock()
        if wake {
            condition.broadcast()
        }
        return count
    }

    /// Adds a batch, waiting for room.
    ///
    /// - Parameters:
    ///   - batch: What to add.
    ///   - door: Whose it is.
    ///   - isStopping: Asked five times a second while there is no room.
    /// - Returns: False when the queue is closed, or there is no room and the door is stopping.
    func put(_ batch: ReceivedBatch, door: Int, unless isStopping: () -> Bool) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while !isClosed, !hasRoom(batch.byteCount) {
            guard !isStopping() else {
                return false
            }
            pause()
        }
        guard !isClosed else {
            return false
        }
        putBatches += 1
        add(.batch(batch, door: door), batch.byteCount)
        if wakesTaker() {
            condition.broadcast()
        }
        return true
    }

    /// Waits until every earlier batch is released, the queue is abandoned, or the door is stopping.
    ///
    /// - Returns: Whether all of them were released.
    func waitForBatches(unless isStopping: () -> Bool) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        let wanted = putBatches
        while releasedBatches < wanted, !isAbandoned, !isStopping() {
            pause()
        }
        return releasedBatches >= wanted
    }

    /// Waits for something to be released, for 200 ms at most.
    private func pause() {
        waiters += 1
        _ = condition.wait(until: Date(timeIntervalSinceNow: 0.2))
        waiters -= 1
    }

    /// Moves everything that waits into `taken`, which must be empty, and waits for something if there is nothing.
    ///
    /// - Parameters:
    ///   - taken: Where to; its room becomes the queue's.
    ///   - deadline: How long to wait; nil waits until something comes.
    ///   - expected: How many items are likely to come together: once there is one, the others are waited for, half a
    ///     millisecond at most, since a group costs much of what it costs whatever its size.
    /// - Returns: False when the queue is closed and empty.
    func take(into taken: inout [Item], until deadline: Date?, expecting expected: Int = 1) -> Bool {
        precondition(taken.isEmpty, "the room to take into is empty")
        condition.lock()
        defer { condition.unlock() }
        waitForItems(1, until: deadline)
        if !items.isEmpty, items.count < expected {
            waitForItems(expected, until: Date(timeIntervalSinceNow: Self.lingerSeconds))
        }
        swap(&items, &taken)
        return !(taken.isEmpty && isClosed)
    }

    /// Waits until there are so many items, or the queue is closed, or it is too late.
    private func waitForItems(_ count: Int, until deadline: Date?) {
        wantedCount = count
        var isInTime = true
        while items.count < count, !isClosed, isInTime {
            isTakerWaiting = true
            if let deadline {
                isInTime = condition.wait(until: deadline)
            } else {
                condition.wait()
            }
            isTakerWaiting = false
        }
    }

    /// Gives room back: this much of what was taken is kept or refused.
    func release(bytes: Int, count: Int, batches: Int) {
        condition.lock()
        heldBytes -= bytes
        heldCount -= count
        releasedBatches += batches
        precondition(heldBytes >= 0 && heldCount >= 0, "only what was taken is released")
        let wake = waiters > 0
        condition.unlock()
        if wake {
            condition.broadcast()
        }
    }

    /// Accepts nothing more; items in the queue can still be taken.
    func close() {
        condition.lock()
        isClosed = true
        condition.unlock()
        condition.broadcast()
    }

    /// Abandons the queue: callers that wait for room or for batches return without success.
    func abandon() {
        condition.lock()
        isClosed = true
        isAbandoned = true
        condition.unlock()
        condition.broadcast()
    }

    private func hasRoom(_ bytes: Int) -> Bool {
        heldCount == 0 || (heldCount < maximumCount && heldBytes + bytes <= maximumBytes)
    }

    private func add(_ item: Item, _ bytes: Int) {
        items.append(item)
        heldBytes += bytes
        heldCount += 1
    }

    /// Whether to wake the taker; once is enough, since it may not have run yet when the next item comes.
    private func wakesTaker() -> Bool {
        guard isTakerWaiting, items.count >= wantedCount else { return false }
        isTakerWaiting = false
        return true
    }
}
