import Testing
import YAMLText

@Suite("Limits of YAML texts")
struct YAMLLimitTests {
    private func code(_ text: String, _ limits: YAMLLimits) -> YAMLError.Code? {
        do {
            _ = try YAMLDocument.parse(Array(text.utf8), limits: limits)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("Bytes are counted before anything is read")
    func bytes() {
        #expect(code("abcd", YAMLLimits(bytes: 4)) == nil)
        #expect(code("abcde", YAMLLimits(bytes: 4)) == .limit)
    }

    @Test("Depth is counted for flow and block style alike")
    func depth() {
        #expect(code("[[[1]]]", YAMLLimits(depth: 3)) == nil)
        #expect(code("[[[[1]]]]", YAMLLimits(depth: 3)) == .limit)
        #expect(code("a:\n  b:\n    c: 1\n", YAMLLimits(depth: 3)) == nil)
        #expect(code("a:\n  b:\n    c:\n      - 1\n", YAMLLimits(depth: 3)) == .limit)
        #expect(code(String(repeating: "[", count: 500_000), YAMLLimits()) == .limit)
    }

    @Test("Depth is counted through aliases")
    func depthThroughAliases() {
        // b is [ [ [1] ] ]: three deep, four inside the root.
        let text = "- &a [[1]]\n- &b [*a]\n"
        #expect(code(text, YAMLLimits(depth: 4)) == nil)
        #expect(code(text, YAMLLimits(depth: 3)) == .limit)
    }

    @Test("Nodes are counted, keys and collections among them")
    func nodes() {
        // The mapping, two keys, two scalars.
        #expect(code("{a: 1, b: 2}", YAMLLimits(nodes: 5)) == nil)
        #expect(code("{a: 1, b: 2}", YAMLLimits(nodes: 4)) == .limit)
    }

    @Test("An alias counts all nodes of its anchor")
    func aliases() {
        // Root 1, &a with its three scalars 4, *a 4.
        #expect(code("[&a [1, 2, 3], *a]", YAMLLimits(nodes: 9)) == nil)
        #expect(code("[&a [1, 2, 3], *a]", YAMLLimits(nodes: 8)) == .limit)
    }

    @Test("A billion laughs are refused")
    func billionLaughs() {
        var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        for level in 1...30 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        #expect(code(text, YAMLLimits()) == .limit)
    }
}
