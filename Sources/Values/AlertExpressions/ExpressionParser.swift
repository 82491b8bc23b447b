import EventModel
import Patterns

/// Reads the text of an expression by recursive descent, see ``AlertExpression`` for the grammar.
struct ExpressionParser {
    private static let keywords = [
        "and", "or", "not", "in", "exists", "contains", "startswith", "endswith", "matches",
    ]

    private var lexer: ExpressionLexer
    private var token: ExpressionToken
    private var depth = 0
    private var comparisons = 0
    private var listValues = 0
    private var patterns = 0

    private init(_ text: String) throws(ExpressionError) {
        guard text.utf8.count <= ExpressionLimits.bytes else {
            throw ExpressionError(
                at: ExpressionPosition(),
                "the expression has \(text.utf8.count) bytes, \(ExpressionLimits.bytes) are the limit"
            )
        }
        lexer = ExpressionLexer(text)
        token = try lexer.next()
    }

    static func parse(_ text: String) throws(ExpressionError) -> ExpressionNode {
        var parser = try ExpressionParser(text)
        let node = try parser.alternatives()
        guard parser.token.kind == .end else {
            throw parser.unexpected("'and', 'or' or the end")
        }
        return node
    }

    private mutating func alternatives() throws(ExpressionError) -> ExpressionNode {
        var nodes = [try conjunction()]
        while try take(word: "or") {
            nodes.append(try conjunction())
        }
        return nodes.count == 1 ? nodes[0] : .any(nodes)
    }

    private mutating func conjunction() throws(ExpressionError) -> ExpressionNode {
        var nodes = [try negation()]
        while try take(word: "and") {
            nodes.append(try negation())
        }
        return nodes.count == 1 ? nodes[0] : .all(nodes)
    }

    private mutating func negation() throws(ExpressionError) -> ExpressionNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= ExpressionLimits.nesting else {
            throw fault("more than \(ExpressionLimits.nesting) parentheses and 'not' inside each other")
        }
        if try take(word: "not") {
            return .not(try negation())
        }
        guard token.kind == .open else {
            return try comparison()
        }
        try advance()
        let node = try alternatives()
        guard token.kind == .close else {
            throw unexpected("'and', 'or' or ')'")
        }
        try advance()
        return node
    }

    private mutating func comparison() throws(ExpressionError) -> ExpressionNode {
        comparisons += 1
        guard comparisons <= ExpressionLimits.comparisons else {
            throw fault("more than \(ExpressionLimits.comparisons) comparisons")
        }
        let field = try field()
        return .comparison(field, try test(of: field))
    }

    private mutating func field() throws(ExpressionError) -> ExpressionField {
        switch token.kind {
        case .backquoted(let name):
            guard !name.isEmpty else { throw fault("the name in backquotes is empty") }
            try advance()
            return ExpressionField(outputField: name)
        case .word(let word) where !Self.keywords.contains(word):
            guard let field = ExpressionField(word: word) else {
                let names = ExpressionField.plainNames.map(\.name).joined(separator: ", ")
                throw fault(
                    "there is no field '\(word.prefix(64))'; there are \(names), output fields with a dot such as "
                        + "proc.name, others in backquotes, and custom.NAME"
                )
            }
            try advance()
            return field
        default:
            throw unexpected("a field, 'not' or '('")
        }
    }

    private mutating func test(of field: ExpressionField) throws(ExpressionError) -> ExpressionTest {
        let start = token
        switch token.kind {
        case .order(let order):
            try advance()
            let place = token
            let value = try value(of: field)
            if case .text = value, order != .equal, order != .differs {
                throw ExpressionError(
                    at: place.position,
                    "'\(order.rawValue)' compares whole numbers and priorities, not \(place.shown)"
                )
            }
            return .compares(order, value)
        case .word("exists"):
            try advance()
            return .exists
        case .word("in"):
            try advance()
            return .isIn(try list(of: field))
        case .word("contains"), .word("startswith"), .word("endswith"), .word("matches"):
            guard field != .priority else {
                throw unexpected("'==', '!=', '<', '<=', '>', '>=', 'in' or 'exists' behind priority")
            }
            try advance()
            let place = token
            let text = try text()
            switch start.kind {
            case .word("contains"): return .contains(ExpressionLiteral(text))
            case .word("startswith"): return .startsWith(ExpressionLiteral(text))
            case .word("endswith"): return .endsWith(ExpressionLiteral(text))
            default: return .matches(try pattern(text, at: place.position))
            }
        default:
            throw unexpected(
                "an operator: '==', '!=', '<', '<=', '>', '>=', in, contains, startswith, endswith, "
                    + "matches or exists"
            )
        }
    }

    private mutating func list(of field: ExpressionField) throws(ExpressionError) -> [ExpressionValue] {
        guard token.kind == .open else {
            throw unexpected("'(' and the values behind 'in'")
        }
        var values: [ExpressionValue] = []
        repeat {
            try advance()
            listValues += 1
            guard listValues <= ExpressionLimits.listValues else {
                throw fault("more than \(ExpressionLimits.listValues) values in lists")
            }
            values.append(try value(of: field))
        } while token.kind == .comma
        guard token.kind == .close else {
            throw unexpected("',' or ')'")
        }
        try advance()
        return values
    }

    private mutating func value(of field: ExpressionField) throws(ExpressionError) -> ExpressionValue {
        let place = token
        let text = try text()
        if field == .priority {
            let priority = Priority(spelling: text)
            guard priority != .unknown else {
                let names = Priority.allCases.dropLast().map { "\($0.spelling)" }.joined(separator: ", ")
                throw ExpressionError(at: place.position, "\(place.shown) is no priority; there are \(names)")
            }
            return .priority(priority)
        }
        // A number with a leading zero or a plus is a text: it could not be written back as it was.
        if case .word = place.kind, let number = Int64(text), "\(number)" == text {
            return .integer(number)
        }
        return .text(ExpressionLiteral(text))
    }

    private mutating func text() throws(ExpressionError) -> String {
        switch token.kind {
        case .quoted(let text):
            try advance()
            return text
        case .word(let word):
            guard !Self.keywords.contains(word) else {
                throw fault("'\(word)' is a word of the language; put it in quotes if it is a value")
            }
            try advance()
            return word
        default:
            throw unexpected("a value")
        }
    }

    private mutating func pattern(
        _ text: String,
        at position: ExpressionPosition
    ) throws(ExpressionError) -> ExpressionPattern {
        patterns += 1
        guard patterns <= ExpressionLimits.patterns else {
            throw ExpressionError(at: position, "more than \(ExpressionLimits.patterns) regular expressions")
        }
        do {
            return try ExpressionPattern(text)
        } catch {
            throw ExpressionError(
                at: position,
                "the regular expression is not understood at its byte \(error.offset): \(error.message)"
            )
        }
    }

    private mutating func take(word: String) throws(ExpressionError) -> Bool {
        guard token.kind == .word(word) else { return false }
        try advance()
        return true
    }

    private mutating func advance() throws(ExpressionError) {
        token = try lexer.next()
    }

    private func unexpected(_ expected: String) -> ExpressionError {
        fault("\(token.shown) stands where \(expected) is expected")
    }

    private func fault(_ message: String) -> ExpressionError {
        ExpressionError(at: token.position, message)
    }
}
