import EffectRuntime
import EventModel
import Synchronization

/// The destinations of a case and its clock: what was sent, in order, and what each answered.
final class EffectWorld: Sendable {
    struct Sent: Sendable {
        let destination: String
        let key: String
        let body: [UInt8]
        let answer: DeliveryAnswer

        var isAccepted: Bool {
            if case .accepted = answer { true } else { false }
        }
    }

    private struct State {
        var sent: [Sent] = []
        var seconds: Int64 = 1_767_225_600
    }

    private let state = Mutex(State())

    /// Everything that was sent so far.
    var sent: [Sent] {
        state.withLock { $0.sent }
    }

    /// A clock that moves on by half a minute with each look, so that pauses are over after a few.
    func now() -> Timestamp {
        state.withLock { state in
            state.seconds += 30
            return Timestamp(nanoseconds: state.seconds * 1_000_000_000)
        }
    }

    /// Whether a picky destination refuses a key.
    static func isRefused(_ key: String) -> Bool {
        StableHash.of(key) % 3 == 0
    }

    func send(_ notice: OwedNotice, to destination: String) -> DeliveryAnswer {
        state.withLock { state in
            let before = state.sent.filter { $0.destination == destination }
            let answer: DeliveryAnswer =
                switch EffectManner(rawValue: destination) {
                case .steady, nil: .accepted(status: 200)
                case .flaky:
                    switch before.count(where: { $0.key == notice.key }) {
                    case 0: .retryLater(status: 500, afterSeconds: nil, message: "not now")
                    case 1: .retryLater(status: 429, afterSeconds: 7, message: "too often")
                    default: .accepted(status: 200)
                    }
                case .picky:
                    Self.isRefused(notice.key) ? .refused(status: 400, message: "no") : .accepted(status: 202)
                case .dead: .retryLater(status: nil, afterSeconds: nil, message: "nobody answers")
                case .leaving:
                    Set(before.filter(\.isAccepted).map(\.key)).count < 4
                        ? .accepted(status: 200) : .gone(status: 410, message: "gone")
                }
            state.sent.append(
                Sent(destination: destination, key: notice.key, body: notice.notice.body, answer: answer)
            )
            return answer
        }
    }
}

/// Sends at once, on the worker's own thread, so that runs are the same each time.
final class InlineDispatch: NoticeDispatch {
    private let world: EffectWorld
    private let names: [String]
    private var answers: [NoticeAnswer] = []
    private var isOut: [Bool]
    /// Notices that were started while another was in flight: a fault of the machine.
    private(set) var collisions = 0

    init(_ world: EffectWorld, names: [String]) {
        self.world = world
        self.names = names
        isOut = names.map { _ in false }
    }

    func start(_ notice: OwedNotice, to place: Int) {
        collisions += isOut[place] ? 1 : 0
        isOut[place] = true
        let answer = world.send(notice, to: names[place])
        answers.append(NoticeAnswer(notice: notice, place: place, answer: answer))
    }

    func takeAnswers() -> [NoticeAnswer] {
        defer {
            answers = []
            isOut = names.map { _ in false }
        }
        return answers
    }
}
