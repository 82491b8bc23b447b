import Dispatch
package import Lifecycle
import Synchronization

/// Where notices are sent: one at a time for each destination, without waiting for the answer.
package protocol NoticeDispatch: AnyObject {
    /// Sends a notice to a destination of which nothing is in flight.
    func start(_ notice: OwedNotice, to place: Int)

    /// Returns the answers that came since the last call.
    func takeAnswers() -> [NoticeAnswer]
}

/// One answer, with what it answers.
package struct NoticeAnswer: Sendable {
    package let notice: OwedNotice
    /// The destination's place in the effect's list.
    package let place: Int
    package let answer: DeliveryAnswer

    package init(notice: OwedNotice, place: Int, answer: DeliveryAnswer) {
        self.notice = notice
        self.place = place
        self.answer = answer
    }
}

/// Sends on one thread per destination, so that a slow one delays no other.
///
/// Each thread holds at most one notice; what else is owed waits in its ``DestinationQueue``.
package final class DispatchThreads: NoticeDispatch, Sendable {
    /// Makes the sender of a destination on the thread that uses it.
    package typealias MakeSender = @Sendable (_ place: Int) throws -> any NoticeSender

    private struct State {
        var waiting: [OwedNotice?]
        var answers: [NoticeAnswer] = []
    }

    private let threads: [WorkerThread]
    private let wakeups: [DispatchSemaphore]
    private let state: Box

    /// One struct in one mutex, shared by the threads and their owner.
    private final class Box: Sendable {
        let state: Mutex<State>

        init(count: Int) {
            state = Mutex(State(waiting: Array(repeating: nil, count: count)))
        }
    }

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - name: The effect's name.
    ///   - count: How many destinations.
    ///   - makeSender: Makes a destination's sender; a failure is the answer to each of its notices.
    /// - Throws: `LifecycleError` when the system has no room for another thread.
    package init(name: String, count: Int, makeSender: @escaping MakeSender) throws(LifecycleError) {
        let state = Box(count: count)
        let wakeups = (0..<count).map { _ in DispatchSemaphore(value: 0) }
        threads = (0..<count).map { place in
            let wakeup = wakeups[place]
            return WorkerThread(name: "\(name)-to-\(place)") { stop in
                Self.work(place, state, wakeup, until: stop, makeSender)
            }
        }
        self.state = state
        self.wakeups = wakeups
        for thread in threads {
            try thread.start()
        }
    }

    package func start(_ notice: OwedNotice, to place: Int) {
        state.state.withLock { $0.waiting[place] = notice }
        wakeups[place].signal()
    }

    package func takeAnswers() -> [NoticeAnswer] {
        state.state.withLock { state in
            defer { state.answers = [] }
            return state.answers
        }
    }

    /// Ends the threads; if a notice in flight takes longer, its answer is lost.
    package func stop(within budget: Duration) {
        for (thread, wakeup) in zip(threads, wakeups) {
            thread.requestStop()
            wakeup.signal()
        }
        let deadline = ContinuousClock.now + budget
        for thread in threads {
            thread.join(within: max(.zero, ContinuousClock.now.duration(to: deadline)))
        }
    }

    private static func work(
        _ place: Int,
        _ state: Box,
        _ wakeup: DispatchSemaphore,
        until stop: StopFlag,
        _ makeSender: MakeSender
    ) {
        var sender: (any NoticeSender)?
        while true {
            wakeup.wait()
            guard !stop.isSet else { return }
            let taken = state.state.withLock { state -> OwedNotice? in
                defer { state.waiting[place] = nil }
                return state.waiting[place]
            }
            guard let notice = taken else { continue }
            let answer: DeliveryAnswer
            do {
                let ready = try sender ?? makeSender(place)
                sender = ready
                answer = ready.send(notice.notice.body, key: notice.key)
            } catch {
                answer = .retryLater(status: nil, afterSeconds: nil, message: "\(error)")
            }
            state.state.withLock {
                $0.answers.append(NoticeAnswer(notice: notice, place: place, answer: answer))
            }
        }
    }
}
