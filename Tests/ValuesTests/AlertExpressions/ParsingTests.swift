import AlertExpressions
import Testing

@Suite("Reading expressions")
struct ParsingTests {
    @Test(
        "A mistake is reported with its place",
        arguments: [
            ("", "column 1: the end stands where a field, 'not' or '(' is expected"),
            ("rule ==", "column 8: the end stands where a value is expected"),
            (
                "rule == a b",
                "column 11: 'b' stands where 'and', 'or' or the end is expected"
            ),
            ("(rule == a", "column 11: the end stands where 'and', 'or' or ')' is expected"),
            ("rule == a and", "column 14: the end stands where a field, 'not' or '(' is expected"),
            ("rule == \"a", "column 9: the text is not closed"),
            ("rule == 'a\n'", "column 9: the text is not closed"),
            ("rule == and", "column 9: 'and' is a word of the language; put it in quotes if it is a value"),
            (
                "priority >= loud",
                "column 13: 'loud' is no priority; there are Emergency, Alert, Critical, Error, "
                    + "Warning, Notice, Informational, Debug"
            ),
            ("namespace < b", "column 13: '<' compares whole numbers and priorities, not 'b'"),
            ("user.uid > '5'", "column 12: '>' compares whole numbers and priorities, not a text in quotes"),
            ("rule ! a", "column 6: '!' is no operator; write 'not', or '!='"),
            (
                "rule == \"\\d\"",
                #"column 10: no such escape; there are \\ \" \n \r \t \u{HEX}, and a text in single "#
                    + "quotes has none"
            ),
            (
                "rule matches 'a('",
                "column 14: the regular expression is not understood at its byte 2: missing closing "
                    + "parenthesis"
            ),
            ("rule == ü", "column 9: the character U+FC has no meaning here; put a text in quotes"),
            (
                "rule == a and\n  pod in x",
                "line 2, column 10: 'x' stands where '(' and the values behind 'in' is "
                    + "expected"
            ),
            ("rule in ()", "column 10: ')' stands where a value is expected"),
            ("`` == a", "column 1: the name in backquotes is empty"),
        ]
    )
    func mistakes(text: String, message: String) {
        let error = #expect(throws: ExpressionError.self) { try AlertExpression(text) }
        #expect(error?.description == message)
    }

    @Test("An unknown field is reported with the known ones")
    func unknownField() {
        let error = #expect(throws: ExpressionError.self) { try AlertExpression("not namspace == a") }
        #expect(error?.column == 5)
        #expect(error?.message.hasPrefix("there is no field 'namspace'; there are rule, priority, source,") == true)
        for name in ["proc.", ".name", "proc..name", "proc.a[1", "custom", "proc.a[1]b", "5", "a:b"] {
            #expect(throws: ExpressionError.self, "\(name)") { try AlertExpression("\(name) exists") }
        }
    }

    @Test(
        "An expression is written in one way and read back",
        arguments: [
            ("rule=a", #"rule == "a""#), ("deployment == a", #"workload == "a""#),
            ("not(rule == a)and(pod exists)", #"not rule == "a" and pod exists"#),
            ("a.b==1 or a.b==2 and a.b==3", "a.b == 1 or a.b == 2 and a.b == 3"),
            ("(a.b==1 or a.b==2) and a.b==3", "(a.b == 1 or a.b == 2) and a.b == 3"),
            ("(a.b==1 and a.b==2) and a.b==3", "(a.b == 1 and a.b == 2) and a.b == 3"),
            ("(((a.b==1)))", "a.b == 1"), ("not (not a.b == 007)", #"not not a.b == "007""#),
            ("priority in (INFO,'debug')", "priority in (Informational, Debug)"),
            ("`proc.name` == -5", "proc.name == -5"), ("`rule` == a", #"`rule` == "a""#),
            ("`custom.a` == `b`".replacing("`b`", with: "b"), #"`custom.a` == "b""#),
            ("custom.a == b", #"custom.a == "b""#), ("a.b contains 080", #"a.b contains "080""#),
            ("a.b[x y].c exists", "a.b[x y].c exists"), (#"a.b == "\"\\\n\u{7}""#, #"a.b == "\"\\\n\u{7}""#),
            ("a.b == 9223372036854775808", #"a.b == "9223372036854775808""#),
            ("a.b matches '\\d'", #"a.b matches "\\d""#), ("a.b == +5", #"a.b == "+5""#),
            ("a.b == -0", #"a.b == "-0""#),
        ]
    )
    func canonical(text: String, written: String) throws {
        let expression = try AlertExpression(text)
        #expect(expression.description == written)
        #expect(try AlertExpression(written) == expression)
    }

    @Test("Each limit holds at its border")
    func limits() throws {
        func nested(_ count: Int) -> String {
            String(repeating: "(", count: count) + "a.b exists" + String(repeating: ")", count: count)
        }
        // The comparison itself is a level.
        #expect(throws: Never.self) { try AlertExpression(nested(ExpressionLimits.nesting - 1)) }
        #expect(throws: ExpressionError.self) { try AlertExpression(nested(ExpressionLimits.nesting)) }
        #expect(throws: ExpressionError.self) {
            try AlertExpression(String(repeating: "not ", count: ExpressionLimits.nesting) + "a.b exists")
        }
        func chain(_ count: Int, _ part: String) -> String {
            Array(repeating: part, count: count).joined(separator: " or ")
        }
        #expect(throws: Never.self) { try AlertExpression(chain(256, "a.b exists")) }
        #expect(throws: ExpressionError.self) { try AlertExpression(chain(257, "a.b exists")) }
        #expect(throws: Never.self) { try AlertExpression(chain(16, "a.b matches x")) }
        #expect(throws: ExpressionError.self) { try AlertExpression(chain(17, "a.b matches x")) }
        func list(_ count: Int) -> String {
            "a.b in (" + Array(repeating: "1", count: count).joined(separator: ",") + ")"
        }
        #expect(throws: Never.self) { try AlertExpression(list(1024)) }
        #expect(throws: ExpressionError.self) { try AlertExpression(list(1025)) }
        let blank = String(repeating: " ", count: ExpressionLimits.bytes - "a.b exists".utf8.count)
        #expect(throws: Never.self) { try AlertExpression("a.b exists" + blank) }
        let error = #expect(throws: ExpressionError.self) { try AlertExpression("a.b exists " + blank) }
        #expect(error?.message == "the expression has 8193 bytes, 8192 are the limit")
    }
}
