import Testing
import YAMLText

@Suite("Types of YAML scalars")
struct CoreSchemaTests {
    private func value(_ text: String) throws -> YAMLValue? {
        try YAMLDocument.parse(Array("[\(text)]".utf8)).elements?.first?.value()
    }

    @Test(
        "Plain text is typed by the core schema",
        arguments: [
            ("~", YAMLValue.null), ("null", .null), ("NULL", .null), ("nULL", .string("nULL")),
            ("true", .bool(true)), ("False", .bool(false)), ("tRUE", .string("tRUE")),
            ("yes", .string("yes")), ("no", .string("no")), ("on", .string("on")),
            ("0", .integer(0)), ("-7", .integer(-7)), ("+7", .integer(7)), ("0o17", .integer(15)),
            ("0xfF", .integer(255)), ("010", .integer(10)), ("1_000", .string("1_000")), ("0x", .string("0x")),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9007199254740993", .integer(9_007_199_254_740_993)),  // 2^53 + 1: a Double would lose it
            ("1.5", .number(1.5)), ("-.5", .number(-0.5)), ("1.", .number(1)), ("1e3", .number(1_000)),
            ("1.e3", .number(1_000)), ("+1.5E-1", .number(0.15)), (".inf", .number(.infinity)),
            ("-.INF", .number(-.infinity)), (".", .string(".")), ("1e", .string("1e")), ("1.5.1", .string("1.5.1")),
            ("inf", .string("inf")), ("0x1p3", .string("0x1p3")), ("10s", .string("10s")), ("١", .string("١")),
            ("2024-01-01", .string("2024-01-01")),
        ]
    )
    func plain(text: String, expected: YAMLValue) throws {
        #expect(try value(text) == expected)
    }

    @Test("Quotes and tags decide before the text does")
    func tags() throws {
        #expect(try value("\"1\"") == .string("1"))
        #expect(try value("''") == .string(""))
        #expect(try value("!!str 1") == .string("1"))
        #expect(try value("! 1") == .string("1"))
        #expect(try value("!!int \"1\"") == .integer(1))
        #expect(try value("!!float 1") == .number(1))
        #expect(try value("!!bool 'true'") == .bool(true))
        #expect(try value("!!null ''") == .null)
        guard case .number(let number) = try value(".nan") else {
            Issue.record(".nan is a number")
            return
        }
        #expect(number.isNaN)
        #expect(try YAMLDocument.parse(Array("[1]".utf8)).value() == nil)
    }

    @Test(
        "Text that does not fit is refused",
        arguments: [
            "9223372036854775808", "-9223372036854775809", "0x10000000000000000", "!!int x", "!!bool 1", "!own 1",
        ]
    )
    func refused(text: String) throws {
        let error = try #require(throws: YAMLError.self) { try value(text) }
        #expect(error.code == .badScalar)
        #expect(error.position == YAMLPosition(line: 1, column: 2))
    }
}
