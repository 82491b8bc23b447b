import AlertExpressions
import EventModel
import Foundation
import Testing

@Suite("Random expressions")
struct FuzzTests {
    /// SplitMix64; Steele, Lea, Flood (2014), "Fast splittable pseudorandom number generators".
    private struct Stream {
        var state: UInt64

        mutating func next(below bound: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
        }

        mutating func pick<Element>(_ elements: [Element]) -> Element {
            elements[next(below: elements.count)]
        }
    }

    /// How many inputs a seed gives, at most: FUZZ_INPUTS for long runs.
    private static let inputs = ProcessInfo.processInfo.environment["FUZZ_INPUTS"].flatMap { Int($0) }

    private static let pieces = [
        "rule == a", "not", "proc.name exists", "tags in (a, 5) and", "pod contains 'x' or", "(user.uid < 5)",
        "rule", "priority", "tags", "proc.name", "proc.aname[2]", "custom.a", "`a b`", "`", "==", "=", "!=", "<", "<=",
        ">", ">=", "!", "in", "(", ")", ",", "and", "or", "not", "exists", "contains", "startswith", "endswith",
        "matches", "'", "\"", "'a'", "\"b\\n\"", "\\", "\\u{41}", "[", "]", "5", "-1", "notice", " ", " ", " ", "\n",
        "\u{0}", "ü", "\u{1F985}", "(a+)+$", "'^(a|b)*c$'", "{", "%", "#", "shop", "*", ".", "..", "a.b",
    ]

    @Test("Random text is read or refused, never more, and what is read is written back as the same", arguments: 1...20)
    func text(seed: Int) throws {
        var stream = Stream(state: UInt64(seed))
        var read = 0
        for _ in 0..<(Self.inputs ?? 2_000) {
            let text = (0...stream.next(below: 8)).map { _ in stream.pick(Self.pieces) + " " }.joined()
            guard let expression = try? AlertExpression(text) else { continue }
            read += 1
            #expect(try AlertExpression(expression.description) == expression, "seed \(seed): \(text)")
            _ = try truth(expression, of: shellAlert)
        }
        #expect(read > 0, "seed \(seed): nothing of it was an expression")
    }

    @Test("Random bytes are read or refused, never more", arguments: 1...10)
    func bytes(seed: Int) {
        var stream = Stream(state: UInt64(seed) << 32)
        for _ in 0..<(Self.inputs ?? 5_000) {
            let bytes = (0..<stream.next(below: 40)).map { _ in UInt8(stream.next(below: 256)) }
            _ = try? AlertExpression(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test("A random tree that is written is read back as the same tree, and is decided", arguments: 1...40)
    func trees(seed: Int) throws {
        var stream = Stream(state: UInt64(seed) << 16)
        for _ in 0..<(Self.inputs ?? 200) {
            let expression = AlertExpression(root: try Self.node(&stream, depth: 4))
            let text = expression.description
            #expect(try AlertExpression(text) == expression, "seed \(seed): \(text)")
            let answer = try truth(expression, of: shellAlert)
            let opposite = try truth(AlertExpression(root: .not(expression.root)), of: shellAlert)
            #expect(opposite == answer.negated, "seed \(seed): \(text)")
        }
    }

    private static func node(_ stream: inout Stream, depth: Int) throws -> ExpressionNode {
        switch depth == 0 ? 3 : stream.next(below: 5) {
        case 0: return .all(try nodes(&stream, depth))
        case 1: return .any(try nodes(&stream, depth))
        case 2: return .not(try node(&stream, depth: depth - 1))
        default: return try comparison(&stream)
        }
    }

    private static func nodes(_ stream: inout Stream, _ depth: Int) throws -> [ExpressionNode] {
        var nodes: [ExpressionNode] = []
        for _ in 0..<2 + stream.next(below: 2) {
            nodes.append(try node(&stream, depth: depth - 1))
        }
        return nodes
    }

    private static func comparison(_ stream: inout Stream) throws -> ExpressionNode {
        let fields: [ExpressionField] = [
            .rule, .source, .hostname, .output, .message, .tags, .namespace, .pod, .workload, .container, .image,
            .cluster, .tenant, .custom("a"), .custom("a.b[x]"), .known(.procName), .known(.procAname2), .other("a b"),
            .other("team"), .other("rule"), .other("custom.x"), .other("proc.aname[7]"), .other("ü"),
        ]
        let priorities = Priority.allCases.filter { $0 != .unknown }
        guard stream.next(below: 6) > 0 else {
            let value = ExpressionValue.priority(stream.pick(priorities))
            return .comparison(
                .priority,
                stream.pick([
                    .exists, .compares(stream.pick(ExpressionOrder.allCases), value), .isIn([value]),
                    .isIn([value, .priority(stream.pick(priorities))]),
                ])
            )
        }
        let texts = ["", "bash", "a'b", "\"", "\\", "\n\t\r\u{7}", "ü\u{1F985}", "5", "and", "(a|b)*", "^\\w+$"]
        let literal = ExpressionLiteral(stream.pick(texts))
        let number = ExpressionValue.integer(stream.pick([0, -1, 34_816, .min, .max]))
        let tests: [ExpressionTest] = [
            .exists, .compares(.equal, .text(literal)), .compares(.differs, .text(literal)),
            .compares(stream.pick(ExpressionOrder.allCases), number), .isIn([.text(literal)]),
            .isIn([number, .text(literal), number]), .contains(literal), .startsWith(literal), .endsWith(literal),
            .matches(try ExpressionPattern(stream.pick(["", "a|b", "^\\w+$", "\"\\\\", "ü", "(?i)BASH", "[\\]\"]"]))),
        ]
        return .comparison(stream.pick(fields), stream.pick(tests))
    }
}
