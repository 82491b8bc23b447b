import EventModel
import FalcoBridge
import JSONText
import StageRuntime
import Testing

/// The record of `eyrie.bridge.changelog.v1` is read by bridges of other versions, so its bytes stay.
@Suite("Counters of a door")
struct DoorCountersTests {
    private static let full = #"""
        {"door":"file:/var/log/falco.log","received":28,"appended":1,"sensors":2,"dead_lettered":3,"skipped":4,\#
        "repaired":5,"duplicates":6,"filtered":7,"dropped":5,"refused":8,"lost":9,\#
        "filters":[{"name":"dev","count":3},{"name":"quiet","count":4}],"next_offset":41,\#
        "last_record":{"offset":40,"timestamp_ms":-1,\#
        "digest":"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"},\#
        "position":{"device":10,"inode":11,"offset":12,"mark":13,"modified_ns":14}}
        """#

    private static let fresh = #"""
        {"door":"http","received":0,"appended":0,"sensors":0,"dead_lettered":0,"skipped":0,"repaired":0,\#
        "duplicates":0,"filtered":0,"dropped":0,"refused":0,"lost":0}
        """#

    private static func bytes(_ text: String) -> [UInt8] {
        Array(text.split(separator: "\n").joined().utf8)
    }

    @Test("A record with every member is written as it was read, byte for byte")
    func keepsBytes() throws {
        let counters = try JSONParser().decode(DoorCounters.self, from: Self.bytes(Self.full))
        #expect(
            String(decoding: counters.encoded, as: UTF8.self) == String(decoding: Self.bytes(Self.full), as: UTF8.self)
        )
        #expect(counters.appended == 1 && counters.sensors == 2 && counters.deadLettered == 3)
        #expect(counters.skipped == 4 && counters.repaired == 5 && counters.duplicates == 6)
        #expect(counters.filtered == 7 && counters.dropped == 5 && counters.refused == 8 && counters.lost == 9)
        #expect(counters.received == 28 && counters.counts.isBalanced)
    }

    @Test("A fresh door writes every count and nothing else")
    func writesZeros() {
        #expect(DoorCounters(door: "http").encoded == Self.bytes(Self.fresh))
    }

    @Test("The parts of a place are written in order")
    func writesPlace() {
        var counters = DoorCounters(door: "http")
        counters.position = FilePosition(device: 1, inode: 2, offset: 3, mark: 4, modifiedNanoseconds: 5)
        counters.nextOffset = 6
        let end = #","next_offset":6,"position":{"device":1,"inode":2,"offset":3,"mark":4,"modified_ns":5}}"#
        #expect(counters.encoded == Self.bytes(String(Self.fresh.dropLast()) + end))
    }

    @Test("A record of the first version has the counts that came later at zero")
    func readsFirstVersion() throws {
        let text = #"{"door":"http","received":3,"appended":1,"sensors":0,"dead_lettered":1,"skipped":1,"repaired":1}"#
        let counters = try JSONParser().decode(DoorCounters.self, from: Array(text.utf8))
        #expect(counters.received == 3 && counters.duplicates == 0 && counters.lost == 0)
        #expect(throws: (any Error).self) {
            let short = text.replacing(#","repaired":1"#, with: "")
            return try JSONParser().decode(DoorCounters.self, from: Array(short.utf8))
        }
    }
}
