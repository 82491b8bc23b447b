import EventModel

/// Writes a tree so that it is read back as the same tree.
enum ExpressionText {
    static func text(of node: ExpressionNode) -> String {
        switch node {
        case .all(let nodes): nodes.map { operand($0, isUnary: false) }.joined(separator: " and ")
        case .any(let nodes):
            nodes.map { node in
                if case .any = node { "(\(text(of: node)))" } else { text(of: node) }
            }.joined(separator: " or ")
        case .not(let node): "not \(operand(node, isUnary: true))"
        case .comparison(let field, let test): "\(field.text) \(text(of: test))"
        }
    }

    /// An operand of `and` or `not`, which bind stronger than `or`; chains inside chains keep their parentheses.
    private static func operand(_ node: ExpressionNode, isUnary: Bool) -> String {
        switch node {
        case .all, .any: "(\(text(of: node)))"
        case .not, .comparison: text(of: node)
        }
    }

    private static func text(of test: ExpressionTest) -> String {
        switch test {
        case .exists: "exists"
        case .compares(let order, let value): "\(order.rawValue) \(text(of: value))"
        case .isIn(let values): "in (\(values.map { text(of: $0) }.joined(separator: ", ")))"
        case .contains(let literal): "contains \(quoted(literal.text))"
        case .startsWith(let literal): "startswith \(quoted(literal.text))"
        case .endsWith(let literal): "endswith \(quoted(literal.text))"
        case .matches(let pattern): "matches \(quoted(pattern.text))"
        }
    }

    private static func text(of value: ExpressionValue) -> String {
        switch value {
        case .text(let literal): quoted(literal.text)
        case .integer(let number): "\(number)"
        case .priority(let priority): "\(priority.spelling)"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": quoted += "\\\\"
            case "\"": quoted += "\\\""
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                quoted += "\\u{\(String(scalar.value, radix: 16))}"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
