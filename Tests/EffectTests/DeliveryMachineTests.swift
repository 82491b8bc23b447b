import EffectRuntime
import EventModel
import PipelineTestKit
import Testing

@Suite("The pending notices of an effect")
struct DeliveryMachineTests {
    private static func time(_ seconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: (1_767_225_600 + seconds) * 1_000_000_000)
    }

    private static func source(_ offset: Int64, _ partition: Int32 = 0) -> NoticeSource {
        NoticeSource(partition: partition, offset: offset, timestampMilliseconds: offset, key: [1], value: [2, 3])
    }

    /// One machine with partition 0, from offset 0.
    private final class Scene {
        var machine: DeliveryMachine
        private static let retry = RetryPolicy(
            firstPauseSeconds: 4,
            growth: 2,
            longestPauseSeconds: 100,
            giveUpAfterSeconds: 20
        )

        init(_ names: [String] = ["soc"], notices: Int = 10, span: Int = 100) {
            machine = DeliveryMachine(
                effect: "toy",
                topic: "toys",
                destinations: names.map { name in
                    EffectDestination(name: name, retry: Self.retry, limits: QueueLimits(notices: notices, span: span))
                }
            )
            machine.assign(0, from: 0, history: PartitionHistory(effect: "toy"), at: DeliveryMachineTests.time(0))
        }

        func take(_ offset: Int64, _ subject: String?, at seconds: Int64 = 0) {
            machine.take(DeliveryMachineTests.source(offset), about: subject, at: DeliveryMachineTests.time(seconds)) {
                _,
                told in
                Notice(
                    subject: subject ?? "",
                    version: offset,
                    type: "seen",
                    body: Array((told ?? "-").utf8),
                    told: "\(offset)"
                )
            }
        }

        func next(_ place: Int, at now: Timestamp) -> OwedNotice? {
            machine.next(place, at: now)
        }

        func finish(_ sent: OwedNotice, to place: Int, _ answer: DeliveryAnswer, at now: Timestamp) {
            machine.finish(sent, to: place, answer, at: now)
        }

        /// What happened since the last call, in short: kind, offset, attempt and up to where all is settled.
        func events() -> [String] {
            machine.takeRecords().map { record in
                switch record {
                case .event(let event):
                    "\(event.kind.rawValue) \(event.offset) #\(event.attempt) <\(event.settledBelow)"
                case .deadLetter(let source, let code, _): "letter \(source.offset) \(code)"
                }
            }
        }
    }

    @Test("A notice is queued, sent, delivered; then nothing is owed")
    func delivered() throws {
        let scene = Scene()
        scene.take(0, nil)
        scene.take(1, "a")
        #expect(scene.events() == ["queued 1 #0 <1"])
        #expect(scene.machine.settledOffset(of: 0) == 1)
        let sent = try #require(scene.next(0, at: Self.time(0)))
        #expect(sent.key == "a_1_soc")
        #expect(scene.next(0, at: Self.time(0)) == nil)
        scene.finish(sent, to: 0, .accepted(status: 200), at: Self.time(1))
        #expect(scene.events() == ["delivered 1 #1 <2"])
        #expect(scene.machine.settledOffset(of: 0) == 2)
        #expect(scene.machine.isQuiet)
    }

    @Test("A subject's second notice waits for the first; another subject overtakes")
    func order() throws {
        let scene = Scene()
        for (offset, subject) in ["a", "a", "b"].enumerated() {
            scene.take(Int64(offset), subject)
        }
        let first = try #require(scene.next(0, at: Self.time(0)))
        scene.finish(first, to: 0, .retryLater(status: 500, afterSeconds: nil, message: "x"), at: Self.time(0))
        let other = try #require(scene.next(0, at: Self.time(0)))
        #expect(other.source.offset == 2)
        scene.finish(other, to: 0, .accepted(status: 200), at: Self.time(0))
        #expect(scene.next(0, at: Self.time(0)) == nil)
        let due = try #require(scene.machine.nextDue())
        // 4 s, give or take a quarter.
        #expect(due >= Self.time(3) && due <= Self.time(5))
        let again = try #require(scene.next(0, at: due))
        #expect(again.source.offset == 0 && again.attempts == 1)
        scene.finish(again, to: 0, .accepted(status: 200), at: due)
        #expect(scene.next(0, at: due)?.source.offset == 1)
        #expect(
            scene.events() == [
                "queued 0 #0 <0", "queued 1 #0 <0", "queued 2 #0 <0", "failed 0 #1 <0", "delivered 2 #1 <0",
                "delivered 0 #2 <1",
            ]
        )
    }

    @Test("Retry-After holds the whole destination and is cut to the longest pause")
    func retryAfter() throws {
        let scene = Scene()
        scene.take(0, "a")
        scene.take(1, "b")
        let first = try #require(scene.next(0, at: Self.time(0)))
        scene.finish(first, to: 0, .retryLater(status: 429, afterSeconds: 9, message: "x"), at: Self.time(0))
        #expect(scene.next(0, at: Self.time(8)) == nil)
        #expect(scene.machine.nextDue() == Self.time(9))
        let next = try #require(scene.next(0, at: Self.time(9)))
        scene.finish(
            next,
            to: 0,
            .retryLater(status: 503, afterSeconds: 1_000_000, message: "x"),
            at: Self.time(9)
        )
        // 20 s of patience do not last until then: the notice is given up, and the destination is left alone all the same.
        #expect(scene.machine.nextDue() == Self.time(109))
        #expect(scene.events().suffix(2) == ["letter 0 delivery-exhausted", "given-up 0 #2 <1"])
    }

    @Test("A notice that is refused for good is a dead letter at once; others after the last attempt")
    func givesUp() throws {
        let scene = Scene()
        scene.take(0, "a")
        let first = try #require(scene.next(0, at: Self.time(0)))
        scene.finish(first, to: 0, .refused(status: 400, message: "no"), at: Self.time(0))
        #expect(scene.events() == ["queued 0 #0 <0", "letter 0 delivery-refused", "given-up 0 #1 <1"])
        scene.take(1, "a")
        var now = Self.time(100)
        var attempts = 0
        while let sent = scene.next(0, at: now) {
            attempts += 1
            scene.finish(sent, to: 0, .retryLater(status: nil, afterSeconds: nil, message: "x"), at: now)
            now = scene.machine.nextDue() ?? now
        }
        // 4, 8 and 16 s: the third pause ends behind 20 s.
        #expect(attempts == 3)
        #expect(scene.events().suffix(2) == ["letter 1 delivery-exhausted", "given-up 1 #3 <2"])
        #expect(scene.machine.settledOffset(of: 0) == 2)
    }

    @Test("A disabled destination gets nothing more, and its pending notices are suppressed")
    func gone() throws {
        let scene = Scene(["soc", "other"])
        for (offset, subject) in ["a", "b", "a"].enumerated() {
            scene.take(Int64(offset), subject)
        }
        _ = scene.events()
        let sent = try #require(scene.next(0, at: Self.time(0)))
        scene.finish(sent, to: 0, .gone(status: 410, message: "gone"), at: Self.time(0))
        #expect(
            scene.events() == ["disabled 0 #1 <0", "suppressed 0 #1 <1", "suppressed 1 #0 <2", "suppressed 2 #0 <3"]
        )
        scene.take(3, "a")
        #expect(scene.events() == ["suppressed 3 #0 <4", "queued 3 #0 <0"])
        #expect(scene.next(0, at: Self.time(0)) == nil)
        #expect(scene.next(1, at: Self.time(0))?.source.offset == 0)
    }

    @Test("A full queue falls behind in its own position and delays no other")
    func behind() throws {
        let scene = Scene(["slow", "fast"], notices: 2)
        func tellFast() {
            while let sent = scene.next(1, at: Self.time(0)) {
                scene.finish(sent, to: 1, .accepted(status: 200), at: Self.time(0))
            }
        }
        for offset in 0..<6 as Range<Int64> {
            scene.take(offset, "s\(offset)")
            tellFast()
        }
        #expect(scene.machine.head(of: 0) == 6)
        #expect(scene.machine.settledOffset(of: 0) == 0)
        // No room yet: nothing is read on.
        #expect(scene.machine.gap(at: 0) == nil)
        for _ in 0..<2 {
            let sent = try #require(scene.next(0, at: Self.time(0)))
            scene.finish(sent, to: 0, .accepted(status: 200), at: Self.time(0))
        }
        let gap = try #require(scene.machine.gap(at: 0))
        #expect(gap.partition == 0 && gap.from == 2 && gap.to == 6)
        #expect(scene.machine.gap(at: 1) == nil)
        #expect(scene.machine.settledOffset(of: 0) == 2)
    }

    @Test("Events rebuild the machine: settled notices are not sent, attempts continue, and bodies are the same")
    func rebuilt() throws {
        let scene = Scene()
        for (offset, subject) in ["a", "b", "a", "c"].enumerated() {
            scene.take(Int64(offset), subject)
        }
        let first = try #require(scene.next(0, at: Self.time(0)))
        scene.finish(first, to: 0, .retryLater(status: 500, afterSeconds: nil, message: "x"), at: Self.time(0))
        let second = try #require(scene.next(0, at: Self.time(0)))
        scene.finish(second, to: 0, .accepted(status: 200), at: Self.time(0))
        var history = PartitionHistory(effect: "toy")
        for case .event(let event) in scene.machine.takeRecords() {
            history.apply(event)
        }
        let again = Scene()
        again.machine.assign(0, from: scene.machine.settledOffset(of: 0), history: history, at: Self.time(50))
        for (offset, subject) in ["a", "b", "a", "c"].enumerated() {
            again.take(Int64(offset), subject, at: 50)
        }
        #expect(again.events() == [])
        let sent = try #require(again.next(0, at: Self.time(50)))
        #expect(sent.source.offset == 0 && sent.attempts == 1 && sent.firstAttempt == Self.time(0))
        again.finish(sent, to: 0, .accepted(status: 200), at: Self.time(50))
        let next = try #require(again.next(0, at: Self.time(50)))
        #expect(next.source.offset == 2 && next.notice.body == Array("0".utf8))
    }

    @Test("An answer whose commit failed is remembered, and its notice is not sent again")
    func recalled() throws {
        let scene = Scene()
        scene.take(0, "a")
        let sent = try #require(scene.next(0, at: Self.time(0)))
        scene.finish(sent, to: 0, .accepted(status: 200), at: Self.time(1))
        _ = scene.machine.takeRecords()
        scene.machine.reset()
        scene.machine.assign(0, from: 0, history: PartitionHistory(effect: "toy"), at: Self.time(2))
        scene.take(0, "a", at: 2)
        #expect(scene.events() == ["queued 0 #0 <0", "delivered 0 #1 <1"])
        #expect(scene.next(0, at: Self.time(2)) == nil)
    }

    @Test("Notices to a destination that left the settings are suppressed by name")
    func removedDestination() {
        let scene = Scene(["old", "soc"])
        scene.take(0, "a")
        var history = PartitionHistory(effect: "toy")
        for case .event(let event) in scene.machine.takeRecords() {
            history.apply(event)
        }
        let again = Scene(["soc"])
        again.machine.assign(0, from: 0, history: history, at: Self.time(9))
        #expect(again.events() == ["suppressed 0 #0 <0"])
    }

    @Test("Random runs: one end for each notice, in order for one subject", arguments: 1...60 as ClosedRange<UInt64>)
    func randomRuns(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let scene = Scene(["x", "y", "z"], notices: random.within(1...6), span: random.within(1...12))
        let subjects = (0..<60).map { _ in "s\(random.below(5))" }
        var log: [DeliveryEvent] = []
        var now: Int64 = 0
        var offset: Int64 = 0
        func keep() {
            for case .event(let event) in scene.machine.takeRecords() {
                log.append(event)
            }
            scene.machine.noteCommitted()
        }
        for _ in 0..<4_000 where scene.machine.settledOffset(of: 0) < 60 {
            now += Int64(random.below(3))
            if offset < 60, random.oneIn(2) {
                scene.take(offset, subjects[Int(offset)], at: now)
                offset += 1
            }
            for place in 0..<3 {
                while let gap = scene.machine.gap(at: place) {
                    let subject = subjects[Int(gap.from)]
                    let isTaken = scene.machine.offer(
                        Self.source(gap.from),
                        about: subject,
                        to: place,
                        at: Self.time(now)
                    ) { _, told in
                        Notice(subject: subject, version: gap.from, type: "seen", body: [], told: "\(gap.from)")
                    }
                    guard isTaken else { break }
                }
                if let sent = scene.next(place, at: Self.time(now)) {
                    let answers: [DeliveryAnswer] = [
                        .accepted(status: 200), .retryLater(status: 500, afterSeconds: nil, message: ""),
                        .retryLater(status: 429, afterSeconds: 3, message: ""), .refused(status: 400, message: ""),
                    ]
                    scene.finish(sent, to: place, random.pick(answers), at: Self.time(now))
                }
            }
            keep()
            if random.oneIn(40) {
                // A restart from what is recorded.
                var history = PartitionHistory(effect: "toy")
                for event in log {
                    history.apply(event)
                }
                let start = scene.machine.settledOffset(of: 0)
                scene.machine.reset()
                scene.machine.assign(0, from: start, history: history, at: Self.time(now))
                offset = start
            }
        }
        #expect(scene.machine.settledOffset(of: 0) == 60, "seed \(seed)")
        for name in ["x", "y", "z"] {
            let ends = log.filter { $0.destination == name && $0.kind.isEnd }
            #expect(ends.map(\.offset).sorted() == (0..<60).map(Int64.init), "seed \(seed), \(name)")
            for subject in Set(subjects) {
                let offsets = ends.filter { $0.subject == subject }.map(\.offset)
                #expect(offsets == offsets.sorted(), "seed \(seed), \(name), \(subject)")
            }
            #expect(log.count { $0.destination == name && $0.kind == .queued } == 60)
        }
    }
}
