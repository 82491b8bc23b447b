import EventModel
import FalcoBridge
import PipelineTestKit
import Testing

/// A window whose answers an expectation may ask for.
private final class Trial {
    private(set) var window: DuplicateWindow

    init(milliseconds: Int64, maximumCount: Int) {
        window = DuplicateWindow(milliseconds: milliseconds, maximumCount: maximumCount)
    }

    func admit(_ key: DuplicateWindow.Key, at milliseconds: Int64) -> Bool {
        window.admit(key, at: milliseconds)
    }

    func keepPending() {
        window.keepPending()
    }

    func forgetPending() {
        window.forgetPending()
    }
}

@Suite("Duplicate window")
struct DuplicateWindowTests {
    private func key(_ number: UInt64, _ sender: String = "10.0.0.1") -> DuplicateWindow.Key {
        DuplicateWindow.Key(id: EventID(high: 7, low: number), kind: "http", sender: sender)
    }

    @Test("The same is new again once the window is over, counted from its first receipt")
    func ends() {
        let window = Trial(milliseconds: 1000, maximumCount: 10)
        #expect(window.admit(key(1), at: 5000))
        #expect(!window.admit(key(1), at: 5000))
        #expect(!window.admit(key(1), at: 5999))
        #expect(window.admit(key(1), at: 6000))
        #expect(!window.admit(key(1), at: 6500))
        #expect(window.window.count == 1)
    }

    @Test("Another sender, another door, other bytes are new")
    func tellsApart() {
        let window = Trial(milliseconds: 1000, maximumCount: 10)
        #expect(window.admit(key(1), at: 0))
        #expect(window.admit(key(2), at: 0))
        #expect(window.admit(key(1, "10.0.0.2"), at: 0))
        #expect(window.admit(DuplicateWindow.Key(id: EventID(high: 7, low: 1), kind: "tcp", sender: "10.0.0.1"), at: 0))
        #expect(!window.admit(key(1, "10.0.0.2"), at: 0))
    }

    @Test("Entries of a group that was not kept are new again; earlier ones stay")
    func forgets() {
        let window = Trial(milliseconds: 1000, maximumCount: 10)
        #expect(window.admit(key(1), at: 0))
        window.keepPending()
        #expect(window.admit(key(2), at: 1))
        #expect(!window.admit(key(2), at: 1))
        window.forgetPending()
        #expect(window.admit(key(2), at: 2))
        #expect(!window.admit(key(1), at: 2))
        window.keepPending()
        window.forgetPending()
        #expect(!window.admit(key(2), at: 3))
    }

    @Test("At the bound the oldest is forgotten and counted, also within one group")
    func bound() {
        let window = Trial(milliseconds: 1000, maximumCount: 3)
        for number in 0..<5 {
            #expect(window.admit(key(UInt64(number)), at: 0))
        }
        #expect(window.window.count == 3)
        #expect(window.window.forgottenEarly == 2)
        #expect(!window.admit(key(4), at: 1))
        window.forgetPending()
        #expect(window.window.count == 0)
        #expect(window.admit(key(4), at: 1))
    }

    @Test("A window of no length takes everything for new and holds nothing")
    func off() {
        let window = Trial(milliseconds: 0, maximumCount: 3)
        #expect(window.admit(key(1), at: 0))
        #expect(window.admit(key(1), at: 0))
        #expect(window.window.count == 0)
    }

    @Test("It answers as a plain list does, whatever comes and is kept or not", arguments: 1...50)
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        // Some windows never reach their bound, others always do; 70 entries go round in a ring of 128.
        let bound = seed.isMultiple(of: 2) ? 10_000 : 70
        let window = Trial(milliseconds: 100, maximumCount: bound)
        var list: [(number: UInt64, time: Int64)] = []
        var pendingCount = 0
        var now: Int64 = 0
        for _ in 0..<3000 {
            now += Int64(random.below(4))
            switch random.below(20) {
            case 0:
                window.keepPending()
                pendingCount = 0
            case 1:
                window.forgetPending()
                list.removeLast(min(pendingCount, list.count))
                pendingCount = 0
            default:
                let number = UInt64(random.below(seed.isMultiple(of: 2) ? 60 : 400))
                list.removeAll { $0.time <= now - 100 }
                let isKnown = list.contains { $0.number == number }
                #expect(window.admit(key(number), at: now) == !isKnown)
                if !isKnown {
                    if list.count == bound {
                        list.removeFirst()
                    }
                    list.append((number, now))
                    pendingCount += 1
                }
            }
            #expect(window.window.count >= list.count)
        }
    }
}
