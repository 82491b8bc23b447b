import EventModel
import JSONText
import Testing

@Suite("Small values")
struct ValueTests {
    @Test(
        "A priority is read in any case, and Info",
        arguments: [
            ("Emergency", .emergency), ("ALERT", .alert), ("critical", .critical), ("eRRor", .error),
            ("WARNING", .warning),
            ("Notice", .notice), ("Informational", .informational), ("Info", .informational), ("INFO", .informational),
            ("debug", .debug), ("", .unknown), ("Err", .error), ("Warning ", .warning), ("W\u{12}rning", .unknown),
        ] as [(String, Priority)]
    )
    func priorities(text: String, expected: Priority) {
        #expect(Priority(spelling: text) == expected)
    }

    @Test("Priorities are numbered as syslog does and written as Falco does")
    func priorityNumbers() {
        #expect(Priority.emergency.rawValue == 0)
        #expect(Priority.debug.rawValue == 7)
        for priority in Priority.allCases {
            #expect(Priority(spelling: priority.description) == priority)
        }
        #expect(Priority.critical.isAtLeast(.warning))
        #expect(!Priority.notice.isAtLeast(.warning))
        #expect(!Priority.unknown.isAtLeast(.debug))
    }

    @Test("A digest and an id are their hexadecimal digits, in either case")
    func hexadecimal() throws {
        // SHA-256 of "abc", FIPS 180-2 appendix B.1.
        let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        let digest = try #require(Digest(hex: text))
        #expect(digest.description == text)
        #expect(Digest(hex: text.uppercased()) == digest)
        #expect(digest.eventID.description == String(text.prefix(32)))
        #expect(digest.eventID == EventID(hex: String(text.prefix(32))))
        #expect(digest.eventID.high == 0xba78_16bf_8f01_cfea)
        #expect(digest.withBytes { $0[0] } == 0xba)
        #expect(digest.withBytes { Digest($0) } == digest)
        #expect(Digest(hex: String(text.dropLast())) == nil)
        #expect(Digest(hex: String(text.dropLast()) + "g") == nil)
        #expect(EventID(hex: text) == nil)
        #expect(EventID(high: 1, low: 2) < EventID(high: 1, low: 3))
        #expect(EventID(high: 1, low: .max) < EventID(high: 2, low: 0))
        #expect(Set([digest, digest]).count == 1)
    }

    @Test(
        "A decimal rounds halves away from zero and stops at its ends",
        arguments: [
            (0.0005, 1), (-0.0005, -1), (0.00049, 0), (1.5, 1500), (-2.25, -2250), (1e12, Int32.max),
            (-1e12, Int32.min),
            (.infinity, Int32.max), (-.infinity, Int32.min),
        ] as [(Double, Int32)]
    )
    func decimals(value: Double, thousandths: Int32) {
        #expect(Milli(rounding: value).thousandths == thousandths)
    }

    @Test("A decimal is written shortest")
    func decimalText() {
        #expect(Milli(thousandths: -250).description == "-0.25")
        #expect(Milli.one.description == "1")
        #expect(Milli.one.double == 1)
        #expect(Milli(thousandths: 1) < Milli(thousandths: 2))
    }

    @Test(
        "murmur2 is Kafka's",
        // Source: Apache Kafka, UtilsTest.testMurmur2.
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ] as [(String, Int32)]
    )
    func murmur2(key: String, expected: Int32) {
        let bytes = Array(key.utf8)
        #expect(bytes.withUnsafeBytes { Partitioner.murmur2($0) } == expected)
        // The sign bit is cleared, not the sign turned.
        let partition = Int32((Int(expected) & 0x7FFF_FFFF) % 12)
        #expect(bytes.withUnsafeBytes { Partitioner.partition(of: $0, count: 12) } == partition)
        #expect(Partitioner.partition(of: Profile(key), count: 12) == partition)
        #expect(Partitioner.partition(of: Profile(key), count: 1) == 0)
    }

    @Test(
        "The stable hash is what it was",
        // Worked out with arbitrary-precision integers from the definition in the type's comment.
        arguments: [
            ("", 0xf784_736d_2438_5c96), ("a", 0x718f_905f_b77f_67f3), ("bash", 0x4008_bb26_8b17_d80d),
            ("containerd-shim", 0x01fb_4a3e_4605_f631), ("/usr/bin/python3.11 -m http.server", 0xb8dc_0fd3_6ed1_26d1),
        ] as [(String, UInt64)]
    )
    func stableHash(text: String, expected: UInt64) {
        #expect(StableHash.of(text) == expected)
    }

    @Test("The stable hash depends on seed and order")
    func stableHashSeeds() {
        #expect(StableHash.of("bash", seed: 1) == 0x88a1_a93b_9847_1682)
        #expect(StableHash.combine(1, 2) == 0xb568_1600_7e39_ca84)
        #expect(StableHash.combine(2, 1) == 0xe3d3_d390_fcf7_70ac)
    }

    @Test("The stable hash spreads short names over buckets evenly")
    func stableHashSpread() {
        var buckets = [Int](repeating: 0, count: 64)
        for number in 0..<64_000 {
            buckets[Int(StableHash.of("proc-\(number)") >> 58)] += 1
        }
        // 1,000 expected a bucket, standard deviation 31: six of them either way.
        #expect(buckets.allSatisfy { (810...1190).contains($0) })
    }

    @Test("A list of texts is those texts")
    func texts() throws {
        let list: TextList = ["", "a", "\u{e9}\u{20ac}", ""]
        #expect(list.count == 4)
        #expect(Array(list) == ["", "a", "\u{e9}\u{20ac}", ""])
        #expect(list == TextList(Array(list)))
        #expect(list != ["", "a", "\u{e9}", "\u{20ac}"])
        var writer = JSONWriter()
        writer.texts(list)
        let parser = JSONParser()
        let read = try writer.withBytes { bytes in TextList(try parser.parse(bytes)) }
        #expect(read == list)
        #expect(TextList([]).isEmpty)
    }

    @Test("A list with something else than a text is refused")
    func badTexts() throws {
        let parser = JSONParser()
        for text in ["[1]", "{}", "\"a\"", "[\"a\",null]"] {
            #expect(try Array(text.utf8).withUnsafeBytes { TextList(try parser.parse($0)) } == nil, "\(text)")
        }
    }
}
