import EventModel
import Foundation
import JSONText
import PipelineTestKit
import StageKit
import Testing

@testable import FeatureExtraction

/// Makes an alert out of a few hundred possible ones, at a time that mostly rises.
private func randomEnvelope(
    _ random: inout SeededGenerator,
    seconds: inout Double,
    variety: Int
) throws -> AlertEnvelope {
    seconds += Double(random.below(200)) / 2 - 10
    return try envelope(
        at: max(0, seconds),
        rule: "Rule \(random.below(variety))",
        priority: ["Error", "Warning", "Notice"][random.below(3)],
        tags: ["shell", "network", "mitre_persistence"].filter { _ in random.below(2) == 0 },
        fields: [
            ("proc.name", "p\(random.below(variety))"), ("proc.pname", "q\(random.below(variety))"),
            ("fd.name", "/d\(random.below(variety))/f"), ("fd.rip", "10.0.0.\(random.below(variety))"),
            ("user.name", "u\(random.below(variety))"), ("container.image.repository", "i\(random.below(variety))"),
        ],
        entity: "pod-\(random.below(variety))"
    )
}

@Suite("Profile state")
struct ProfileStateTests {
    @Test("state reads back equal, goes on equal, and stays below its limit", arguments: [1, 2, 3, 4])
    func codec(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let stage = FeatureStage()
        let parser = JSONParser()
        var state: ProfileState?
        var restored: ProfileState?
        var seconds = 0.0
        let variety = seed % 2 == 0 ? 200 : 5
        for step in 0..<400 {
            let alert = try record(randomEnvelope(&random, seconds: &seconds, variety: variety))
            let live = try stage.apply(alert, to: &state, under: stage.initialRegime())
            let again = try stage.apply(alert, to: &restored, under: stage.initialRegime())
            #expect(live == again)
            #expect(state == restored)
            if step % 7 == 0 {
                let bytes = try #require(state).encoded
                #expect(bytes.count < 12_000)
                restored = try parser.decode(ProfileState.self, from: bytes)
                #expect(restored == state)
                #expect(try #require(restored).encoded == bytes)
            }
        }
        let size = try #require(state).encoded.count
        print("seed \(seed): state of \(size) bytes")
        if variety == 5 { #expect(size < 2000) }
    }

    @Test("windows agree with counting every alert again", arguments: [11, 12, 13])
    func windowsAgreeWithCounting(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var windows = AlertWindows(head: 1000)
        var seen: [(slot: UInt32, minute: UInt32, kinds: UInt16)] = []
        for _ in 0..<2000 {
            let gap = random.below(20) == 0 ? random.below(300) : random.below(3)
            windows.advance(to: windows.head + UInt32(gap))
            let slot = windows.head - UInt32(min(random.below(4) == 0 ? random.below(120) : 0, Int(windows.head)))
            let kinds = UInt16(1 | random.below(256) << 1)
            let minute = windows.add(in: slot, kinds: kinds)
            #expect(minute == max(slot / 6, windows.head / 6 - 14))
            seen.append((slot, minute, kinds))
            let head = windows.head
            #expect(windows.lastMinute == seen.count { head - $0.slot < 6 })
            for kind in 0..<9 {
                let expected = seen.count { head / 6 - $0.minute < 15 && $0.kinds >> UInt16(kind) & 1 == 1 }
                #expect(windows.count(ofKind: kind) == expected)
            }
        }
    }

    @Test("a seen set evicts what was seen least recently, and forgets")
    func seenSet() {
        var set = SeenSet()
        set.see(1, at: 100, capacity: 3)
        set.see(2, at: 101, capacity: 3)
        set.see(3, at: 101, capacity: 3)
        set.see(1, at: 105, capacity: 3)
        // 2 and 3 were last seen in the same minute; 2 stands first.
        set.see(4, at: 106, capacity: 3)
        #expect(set.entries.map(\.hash) == [1, 4, 3])
        #expect(set.count(since: 102, newSince: 102) == SeenSet.Count(distinct: 2, new: 1))
        #expect(set.count(since: 0, newSince: 101) == SeenSet.Count(distinct: 3, new: 2))
        // Back after eviction: new again. Seen late: nothing goes back.
        set.see(2, at: 107, capacity: 3)
        #expect(set.entries.map(\.hash) == [1, 4, 2])
        set.see(2, at: 103, capacity: 3)
        #expect(set.entries[2] == SeenSet.Entry(hash: 2, first: 107, last: 107))
        // Exactly the limit keeps, one minute more forgets.
        set.see(1, at: 105 + SeenSet.forgottenAfter, capacity: 3)
        #expect(set.entries[0].first == 100)
        set.see(4, at: 107 + SeenSet.forgottenAfter, capacity: 3)
        #expect(set.entries[1].first == 107 + SeenSet.forgottenAfter)
    }

    @Test("a burst table counts three slots of five minutes")
    func burstTable() {
        var table = BurstTable()
        table.add(1, at: 10, capacity: 2)
        table.add(1, at: 14, capacity: 2)
        table.add(1, at: 15, capacity: 2)
        table.add(1, at: 12, capacity: 2)
        #expect(table.count(of: 1, at: 15) == 4)
        // At minute 20 the slot 10-14 is the oldest of three, at 25 it is gone.
        #expect(table.count(of: 1, at: 20) == 4)
        #expect(table.count(of: 1, at: 25) == 1)
        #expect(table.count(of: 1, at: 30) == 0)
        table.add(2, at: 25, capacity: 2)
        #expect(table.topShare(at: 25) == 500)
        #expect(table.topShare(at: 30) == 1000)
        #expect(table.topShare(at: 60) == 0)
        // The hash with the oldest newest slot makes room; of equal ones that with the smaller count.
        table.add(3, at: 25, capacity: 2)
        #expect(table.entries.map(\.hash) == [3, 2])
        table.add(3, at: 25, capacity: 2)
        table.add(4, at: 25, capacity: 2)
        #expect(table.entries.map(\.hash) == [3, 4])
        // Three slots later nothing of before is left.
        table.add(4, at: 40, capacity: 2)
        #expect(table.count(of: 4, at: 40) == 1)
    }

    @Test(
        "a state that features cannot have written is refused",
        arguments: [
            ("\"profile\":1", "\"profile\":2"), ("\"age\":0", "\"age\":999999999"), ("\"rules\":[", "\"rules\":[7,"),
            ("\"tens\":[1,", "\"tens\":["), ("\"minutes\":[0,", "\"minutes\":[15,"), ("\"users\":[]", "\"users\":{}"),
            ("\"images\":[]", "\"images\":[1,2,3]"), ("\"head\":", "\"head\":-"),
        ]
    )
    func refused(part: String, replacement: String) throws {
        var state: ProfileState?
        let stage = FeatureStage()
        _ = try stage.apply(record(envelope(at: 0)), to: &state, under: stage.initialRegime())
        let text = String(decoding: try #require(state).encoded, as: UTF8.self)
        let range = try #require(text.range(of: part), "the state has no \(part): \(text)")
        let broken = Array(text.replacingCharacters(in: range, with: replacement).utf8)
        #expect(throws: PayloadFault.self) { try JSONParser().decode(ProfileState.self, from: broken) }
    }
}
