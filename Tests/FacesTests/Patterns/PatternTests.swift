import Patterns
import Testing

@Suite("Regular expressions")
struct PatternTests {
    private static func search(
        _ pattern: String,
        _ text: String,
        _ limits: PatternLimits = PatternLimits()
    ) throws
        -> Pattern.Outcome
    {
        let pattern = try Pattern(pattern, limits: limits)
        return Array(text.utf8).withUnsafeBytes { pattern.search($0) }
    }

    @Test(
        "A pattern is searched anywhere in a text unless it is anchored",
        arguments: [
            ("b+", "abbc", true), ("^b", "abbc", false), ("^a.*c$", "abbc", true), ("", "", true), ("a", "", false),
            ("(?i)CURL", "/usr/bin/curl", true), ("^\\p{L}{3}$", "öäü", true), (".", "\u{1F985}", true),
            ("^.{2}$", "\u{1F985}", false), ("^(\\w+) \\1$", "nc nc", true), ("(?<=root:)x", "root:x:0", true),
        ]
    )
    func searching(pattern: String, text: String, isFound: Bool) throws {
        #expect(try Self.search(pattern, text) == (isFound ? .matches : .differs))
    }

    @Test("An invalid pattern is refused with the place")
    func refusals() throws {
        let open = #expect(throws: PatternError.self) { try Pattern("ab(c") }
        #expect(open?.code == .notAPattern)
        #expect(open?.offset == 4)
        #expect(open?.message == "missing closing parenthesis")
        #expect(throws: PatternError.self) { try Pattern("a\\Cb") }
        let long = #expect(throws: PatternError.self) { try Pattern(String(repeating: "a", count: 4097)) }
        #expect(long?.code == .tooLong)
        #expect(throws: PatternError.self) {
            try Pattern(String(repeating: "(", count: 65) + String(repeating: ")", count: 65))
        }
    }

    @Test("A search that would take too many steps is undecided, and one of a long text is not begun")
    func limits() throws {
        // Each of 40 letters may belong to either loop: 2^40 ways to fail.
        #expect(try Self.search("^(a+)+$", String(repeating: "a", count: 40) + "!") == .undecided)
        #expect(try Self.search("^(a+)+$", String(repeating: "a", count: 40)) == .matches)
        #expect(try Self.search("z", String(repeating: "a", count: 8192)) == .differs)
        #expect(try Self.search("a", String(repeating: "a", count: 8193)) == .undecided)
        var few = PatternLimits()
        few.steps = 3
        #expect(try Self.search("a(b|c)(d|e)f", "acegf", few) == .undecided)
        #expect(try Self.search("a(b|c)(d|e)f", "acegf") == .differs)
    }

    @Test("Bytes that are not UTF-8 match nothing and break nothing")
    func notUTF8() throws {
        let pattern = try Pattern("caf.$")
        #expect(([0x63, 0x61, 0x66, 0xE9] as [UInt8]).withUnsafeBytes { pattern.search($0) } == .differs)
        #expect(([0xFF, 0x63, 0x61, 0x66, 0x65] as [UInt8]).withUnsafeBytes { pattern.search($0) } == .matches)
    }

    @Test("One pattern is searched by several threads at once")
    func threads() async throws {
        let pattern = try Pattern("^(\\w+)-(\\d+)$")
        let good = await withTaskGroup(of: Int.self) { group in
            for number in 0..<8 {
                group.addTask {
                    (0..<1000).reduce(0) { count, step in
                        let text = Array((step % 2 == 0 ? "node-\(number)" : "node \(number)").utf8)
                        return count + (text.withUnsafeBytes { pattern.search($0) } == .matches ? 1 : 0)
                    }
                }
            }
            return await group.reduce(0, +)
        }
        // Every second text of 8 times 1000 matches.
        #expect(good == 4000)
    }
}
