import EventModel
import JSONText
import LogPort
import PipelineTestKit
import StageKit
import StageRuntime
import Testing

@Suite("Controls, dead letters and repeats")
struct ControlTests {
    private typealias Driver = ProcessorDriver

    private func note(_ key: String, _ amount: Int64, second: Int64) -> LogRecord {
        Driver.note(key, amount, at: Driver.seconds(second))
    }

    private func threshold(_ thousandths: Int32, second: Int64) -> LogRecord {
        Driver.control(.setThreshold(Milli(thousandths: thousandths)), at: Driver.seconds(second))
    }

    @Test("a control is forwarded byte for byte at its place and holds from there on")
    func forwarding() throws {
        let control = threshold(10, second: 1)
        let done = try Driver().process([note("a", 1, second: 0), control, note("a", 1, second: 2)])
        // 1 x 1, then 1 + 1 x 10.
        #expect(done.said == ["a: 1", "eyrie.control: control", "a: 11"])
        #expect(done.outputs[1].key == control.key && done.outputs[1].value == control.value)
        #expect(done.outputs[1].timestampMilliseconds == control.timestampMilliseconds)
        #expect(done.outputs[1].source == "notes/0/1/0")
        #expect(done.letters == [])
    }

    @Test("a control that is refused is forwarded all the same, leaves the old regime and becomes a dead letter")
    func refusal() throws {
        let refused = threshold(666, second: 2)
        let driver = Driver()
        let done = try driver.process([
            threshold(3, second: 0), note("a", 1, second: 1), refused, note("a", 1, second: 3),
        ])
        #expect(done.said == ["eyrie.control: control", "a: 3", "eyrie.control: control", "a: 6"])
        #expect(driver.processor.regime.factor == 3)
        let letter = try #require(done.letters.first)
        #expect(done.letters.count == 1)
        let read = try JSONParser().decode(DeadLetter.self, from: try #require(letter.value))
        #expect(read.code == "out-of-range" && read.message == "threshold is 0.666" && read.offset == 2)
        #expect(read.value == refused.value)
    }

    @Test("a triage reaches the state of its key, and is refused where there is none")
    func triage() throws {
        func triage(_ profile: String, second: Int64) -> LogRecord {
            let action = Control.Action.triage(
                incident: IncidentID("i"),
                profile: Profile(profile),
                .closed,
                note: ""
            )
            return Driver.control(action, at: Driver.seconds(second))
        }
        let done = try Driver().process([
            note("a", 5, second: 0), triage("a", second: 1), note("a", 1, second: 2), triage("z", second: 3),
        ])
        #expect(done.said == ["a: 5", "a: control", "a: 0", "a: 1", "z: control"])
        #expect(done.outputs.map(\.source)[1...2] == ["notes/0/1/0", "notes/0/1/1"])
        #expect(done.letters.count == 1)
        #expect(done.changes(of: "z") == [])
    }

    @Test("a record that cannot be processed becomes a dead letter with its exact bytes, and the next one goes on")
    func deadLetter() throws {
        let broken = LogRecord(
            key: [0xff, 0x00, 0x41],
            value: [0x7b, 0xc3, 0x28, 0x00, 0xff, 0x22],
            timestampMilliseconds: 1_767_225_601_234
        )
        let driver = Driver()
        let done = try driver.process([
            note("a", 1, second: 0), broken, note("a", -4, second: 2), note("a", 2, second: 3),
        ])
        #expect(done.said == ["a: 1", "a: 3"])
        let letters = try done.letters.map { try JSONParser().decode(DeadLetter.self, from: try #require($0.value)) }
        #expect(letters.map(\.code) == ["malformed", "out-of-range"])
        #expect(letters[0].key == broken.key && letters[0].value == broken.value)
        #expect(letters[0].timestampMilliseconds == 1_767_225_601_234)
        #expect(letters.map(\.offset) == [1, 2])
        #expect(letters.allSatisfy { $0.stage == "sum" && $0.topic == "notes" && $0.partition == 0 })
        #expect(done.letters.map(\.source) == ["notes/0/1/0", "notes/0/2/0"])
        #expect(done.letters.map(\.key) == [Array("notes/0/1".utf8), Array("notes/0/2".utf8)])
        #expect(driver.processor.takeCounts().rejected == 2)
    }

    @Test("a tombstone in the input is a dead letter, since nothing can be decided of it")
    func tombstone() throws {
        let done = try Driver().process([LogRecord("a", nil, at: 1_767_225_600_000)])
        #expect(done.outputs == [] && done.letters.count == 1)
    }

    @Test("a record that does not advance its source is skipped, also by a processor that was restored in between")
    func repeats() throws {
        func from(_ offset: Int64, _ index: Int64, _ amount: Int64) -> LogRecord {
            var headers: [UInt8] = []
            RecordHeaders.append(RecordHeaders.source, Array("up/0/\(offset)/\(index)".utf8), to: &headers)
            return Driver.note("a", amount, at: Driver.seconds(offset), headers: headers)
        }
        let driver = Driver()
        let done = try driver.process([
            from(4, 0, 1), from(4, 0, 100), from(4, 1, 2), from(3, 9, 100), from(5, 0, 4), from(4, 1, 100),
        ])
        #expect(done.said == ["a: 1", "a: 3", "a: 7"])
        #expect(driver.processor.takeCounts().skipped == 3)
        #expect(done.offsets == [LogTransaction.Offset(TopicPartition("notes", 0), next: 6)])

        let restored = Driver(from: 6)
        try restored.restore(done.changes)
        #expect(try restored.process([from(5, 0, 100), from(5, 1, 8)]).said == ["a: 15"])
    }

    @Test("a model that is not there stops the stage; one that is there counts, also after a restore")
    func contents() throws {
        let digest = Digest([UInt8](repeating: 9, count: 32))
        let activation = Driver.control(.activateModel(digest), at: Driver.seconds(1))
        let fault = #expect(throws: StageFault.self) { try Driver().process([activation]) }
        #expect(fault == .missingContent(digest, stage: "sum"))

        let contents = FixedContents(known: [digest: [50]])
        let driver = Driver(contents: contents)
        let done = try driver.process([note("a", 1, second: 0), activation, note("a", 1, second: 2)])
        // 1, then 1 + 1 + the bonus of 50.
        #expect(done.said == ["a: 1", "eyrie.control: control", "a: 52"])
        let restored = Driver(contents: contents, from: 3)
        try restored.restore(done.changes)
        #expect(try restored.process([note("a", 1, second: 3)]).said == ["a: 103"])
        #expect(throws: StageFault.missingContent(digest, stage: "sum")) { try Driver(from: 3).restore(done.changes) }
    }

    @Test("batches of any size give the same bytes", arguments: [1, 2, 3, 7, 100])
    func batchSizes(size: Int) throws {
        var random = SeededGenerator(seed: 11)
        let records = (0..<100).map { index in
            random.oneIn(9)
                ? threshold(Int32(random.below(4)), second: Int64(index))
                : note("k\(random.below(6))", Int64(random.below(9)) - 1, second: Int64(index))
        }
        let limits = StateLimits(maxKeys: 3, maxAgeNanoseconds: 5_000_000_000)
        let whole = try Driver(limits: limits).process(records)
        let driver = Driver(limits: limits)
        var outputs: [LogRecord] = []
        var letters: [LogRecord] = []
        for start in stride(from: 0, to: records.count, by: size) {
            let part = try driver.process(Array(records[start..<min(start + size, records.count)]))
            outputs += part.outputs
            letters += part.letters
        }
        #expect(outputs == whole.outputs)
        #expect(letters == whole.letters)
    }
}
