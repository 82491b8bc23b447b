import EventModel
import LogPort
import StageRuntime
import Testing

// How counters move from a spool to the log is inside the bridge; what comes of it needs a broker to see.
@testable import FalcoBridge

@Suite("Counts of filters")
struct FilterCountsTests {
    private static func counters(_ counts: [(String, UInt64)]) -> DoorCounters {
        var counters = DoorCounters(door: "http")
        for (name, count) in counts {
            counters.received += count
            for _ in 0..<count {
                counters.countFiltered(by: name)
            }
        }
        return counters
    }

    @Test("Counts that are added to others keep their filters' names")
    func moving() throws {
        let earlier = Self.counters([("a", 2), ("b", 5)])
        let later = Self.counters([("a", 3), ("b", 5), ("c", 4)])
        let total = later.moved(since: earlier, onto: Self.counters([("b", 1), ("c", 1), ("d", 7)]))
        // a: 3 - 2; b: 1 and nothing more; c: 1 + 4; d: 7.
        #expect(total.filteredBy.entries.map(\.name) == ["a", "b", "c", "d"])
        #expect(total.filteredBy.entries.map(\.count) == [1, 1, 5, 7])
        // 3 - 2 + 5 - 5 + 4, and 9.
        #expect(total.filtered == 14)
        #expect(total.counts.isBalanced)
        #expect(later.moved(since: nil, onto: nil).filteredBy == later.filteredBy)
    }

    @Test("A ledger whose filters do not add up to what was filtered does not balance")
    func unbalanced() {
        var counters = Self.counters([("a", 2)])
        #expect(counters.counts.isBalanced)
        counters.received += 1
        counters.filtered += 1
        #expect(!counters.counts.isBalanced)
    }
}
