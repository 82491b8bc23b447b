import AlertExpressions
import EventModel
import PipelineTestKit
import Testing

@Suite("Random expressions")
struct ExpressionFuzzTests {
    private static let pieces = [
        "rule == a", "not", "proc.name exists", "tags in (a, 5) and", "pod contains 'x' or", "(user.uid < 5)",
        "rule", "priority", "tags", "proc.name", "proc.aname[2]", "custom.a", "`a b`", "`", "==", "=", "!=", "<", "<=",
        ">", ">=", "!", "in", "(", ")", ",", "and", "or", "not", "exists", "contains", "startswith", "endswith",
        "matches", "'", "\"", "'a'", "\"b\\n\"", "\\", "\\u{41}", "[", "]", "5", "-1", "notice", " ", " ", " ", "\n",
        "\u{0}", "ü", "\u{1F985}", "(a+)+$", "'^(a|b)*c$'", "{", "%", "#", "shop", "*", ".", "..", "a.b",
    ]

    @Test(
        "Random text is read or refused, never more, and what is read is written back as the same",
        arguments: FuzzBudget.seeds(20)
    )
    func text(seed: UInt64) throws {
        var stream = SeededGenerator(seed: seed)
        var read = 0
        for _ in FuzzBudget(2_000, "texts of expressions", sharedBy: 3) {
            let text = (0...stream.below(8)).map { _ in stream.pick(Self.pieces) + " " }.joined()
            guard let expression = try? AlertExpression(text) else { continue }
            read += 1
            #expect(try AlertExpression(expression.description) == expression, "seed \(seed): \(text)")
            _ = try truth(expression, of: shellAlert)
        }
        #expect(read > 0, "seed \(seed): nothing of it was an expression")
    }

    @Test("Random bytes are read or refused, never more", arguments: FuzzBudget.seeds(10))
    func bytes(seed: UInt64) {
        var stream = SeededGenerator(seed: seed << 32)
        for _ in FuzzBudget(5_000, "bytes for expressions", sharedBy: 3) {
            let bytes = (0..<stream.below(40)).map { _ in UInt8(stream.below(256)) }
            _ = try? AlertExpression(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test(
        "A random tree that is written is read back as the same tree, and is decided",
        arguments: FuzzBudget.seeds(40)
    )
    func trees(seed: UInt64) throws {
        var stream = SeededGenerator(seed: seed << 16)
        for _ in FuzzBudget(200, "trees of expressions", sharedBy: 3) {
            let expression = AlertExpression(root: try Self.node(&stream, depth: 4))
            let text = expression.description
            #expect(try AlertExpression(text) == expression, "seed \(seed): \(text)")
            let answer = try truth(expression, of: shellAlert)
            let opposite = try truth(AlertExpression(root: .not(expression.root)), of: shellAlert)
            #expect(opposite == answer.negated, "seed \(seed): \(text)")
        }
    }

    private static func node(_ stream: inout SeededGenerator, depth: Int) throws -> ExpressionNode {
        switch depth == 0 ? 3 : stream.below(5) {
        case 0: return .all(try nodes(&stream, depth))
        case 1: return .any(try nodes(&stream, depth))
        case 2: return .not(try node(&stream, depth: depth - 1))
        default: return try comparison(&stream)
        }
    }

    private static func nodes(_ stream: inout SeededGenerator, _ depth: Int) throws -> [ExpressionNode] {
        var nodes: [ExpressionNode] = []
        for _ in 0..<2 + stream.below(2) {
            nodes.append(try node(&stream, depth: depth - 1))
        }
        return nodes
    }

    private static func comparison(_ stream: inout SeededGenerator) throws -> ExpressionNode {
        let fields: [ExpressionField] = [
            .rule, .source, .hostname, .output, .message, .tags, .namespace, .pod, .workload, .container, .image,
            .cluster, .tenant, .custom("a"), .custom("a.b[x]"), .known(.procName), .known(.procAname2), .other("a b"),
            .other("team"), .other("rule"), .other("custom.x"), .other("proc.aname[7]"), .other("ü"),
        ]
        let priorities = Priority.allCases.filter { $0 != .unknown }
        guard stream.below(6) > 0 else {
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
