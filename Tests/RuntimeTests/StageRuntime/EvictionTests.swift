import EventModel
import LogPort
import PipelineTestKit
import StageKit
import StageRuntime
import Testing

@Suite("Keyed state and its bounds")
struct EvictionTests {
    private typealias Driver = ProcessorDriver

    private func note(_ key: String, _ amount: Int64, second: Int64) -> LogRecord {
        Driver.note(key, amount, at: Driver.seconds(second))
    }

    @Test("above the count the key that was touched longest ago goes, and says its last word after the output")
    func count() throws {
        let driver = Driver(limits: StateLimits(maxKeys: 2, maxAgeNanoseconds: 1_000_000_000_000))
        let done = try driver.process([
            note("a", 1, second: 0), note("b", 2, second: 1), note("a", 3, second: 2), note("c", 4, second: 3),
        ])
        #expect(done.said == ["a: 1", "b: 2", "a: 4", "c: 4", "b: -2"])
        // Both follow from the fourth record: outputs 0 and 1 of offset 3.
        #expect(
            done.outputs.map(\.source) == ["notes/0/0/0", "notes/0/1/0", "notes/0/2/0", "notes/0/3/0", "notes/0/3/1"]
        )
        #expect(done.changes(of: "b") == [nil])
        #expect(done.changes(of: "a") == [#"{"total":4}"#])
        #expect(driver.processor.keyCount == 2)
        let counts = driver.processor.takeCounts()
        #expect(counts.evicted == 1 && counts.expired == 0 && counts.records == 4 && counts.outputs == 5)
    }

    @Test("a key is forgotten once more than its age has passed, before the record that finds it out is applied")
    func age() throws {
        let limits = StateLimits(maxKeys: 10, maxAgeNanoseconds: 10_000_000_000)
        let driver = Driver(limits: limits)
        let first = try driver.process([note("a", 1, second: 0), note("b", 2, second: 10)])
        #expect(first.said == ["a: 1", "b: 2"], "10 seconds are not more than 10 seconds")
        let second = try driver.process([Driver.note("a", 5, at: Driver.time(10_000_000_001))])
        #expect(second.said == ["a: -1", "a: 5"], "the old sum is gone before the note is added")
        #expect(second.changes(of: "a") == [#"{"total":5}"#])
        #expect(driver.processor.takeCounts().expired == 1)
    }

    @Test("touching a key keeps it, by age as by count")
    func touch() throws {
        let driver = Driver(limits: StateLimits(maxKeys: 10, maxAgeNanoseconds: 10_000_000_000))
        let done = try driver.process([
            note("a", 1, second: 0), note("b", 1, second: 1), note("a", 1, second: 9), note("c", 1, second: 12),
            note("c", 1, second: 20),
        ])
        // b was last touched at 1, so 12 is too late; a at 9, so 19 would be the last moment.
        #expect(done.said == ["a: 1", "b: 1", "a: 2", "b: -1", "c: 1", "a: -2", "c: 2"])
    }

    @Test("an alert from the future moves stream time to its receipt plus the skew and evicts nothing more")
    func skew() throws {
        let limits = StateLimits(
            maxKeys: 10,
            maxAgeNanoseconds: 100_000_000_000,
            maxSkewNanoseconds: 60_000_000_000
        )
        let driver = Driver(limits: limits)
        let year = Driver.seconds(31_536_000)
        let future = Driver.note("f", 1, at: year, received: Driver.seconds(10))
        let first = try driver.process([note("a", 1, second: 0), future, note("b", 1, second: 11)])
        #expect(first.said == ["a: 1", "f: 1", "b: 1"])
        // Stream time is at 10 + 60 s; a was touched at 0 and is over when stream time passes 100 s.
        let second = try driver.process([note("b", 1, second: 100)])
        #expect(second.said == ["b: 2"])
        let third = try driver.process([Driver.note("b", 1, at: Driver.time(100_000_000_001))])
        #expect(third.said == ["a: -1", "b: 3"])
        // f was touched at stream time 70 s, not at its own time a year later.
        let fourth = try driver.process([note("b", 1, second: 171)])
        #expect(fourth.said == ["f: -1", "b: 4"])
    }

    @Test("stream time never goes back")
    func lateRecord() throws {
        let driver = Driver(limits: StateLimits(maxKeys: 10, maxAgeNanoseconds: 10_000_000_000))
        let done = try driver.process([
            note("a", 1, second: 20), note("b", 1, second: 0), note("a", 1, second: 30), note("a", 1, second: 31),
        ])
        // b came late but was touched at stream time 20, so it lives until more than 30.
        #expect(done.said == ["a: 1", "b: 1", "a: 2", "b: -1", "a: 3"])
    }

    @Test("a key set to nil is forgotten without a last word, and its tombstone is written once")
    func tombstone() throws {
        let driver = Driver()
        let first = try driver.process([note("a", 1, second: 0), note("b", 1, second: 0)])
        #expect(first.changes(of: "a") == [#"{"total":1}"#])
        let second = try driver.process([
            note("a", 1, second: 1), note("a", 0, second: 2), note("a", 4, second: 3), note("a", 0, second: 4),
        ])
        #expect(second.said == ["a: 2", "a: 4"])
        #expect(second.changes(of: "a") == [nil])
        #expect(second.changes(of: "b") == [], "b was not touched")
        let third = try driver.process([note("a", 0, second: 5), note("a", 7, second: 6)])
        #expect(third.changes(of: "a") == [#"{"total":7}"#])
        #expect(driver.processor.keyCount == 2)
    }
}
