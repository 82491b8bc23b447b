import Testing
import YAMLText

@Suite("Reading YAML")
struct YAMLDocumentTests {
    @Test("Mappings, sequences and scalars keep order, style and place")
    func tree() throws {
        let text = """
            # settings
            name: door
            "quoted key": 'it''s'
            list:
              - one
              - [2, {three: 3}]
            last: "a\\tb"

            """
        let root = try YAMLDocument.parse(Array(text.utf8))
        #expect(root.entries?.map(\.key) == ["name", "quoted key", "list", "last"])
        #expect(root.position == YAMLPosition(line: 2, column: 1))
        let name = try #require(root.entries?.first)
        #expect(name.keyPosition == YAMLPosition(line: 2, column: 1))
        #expect(name.value.position == YAMLPosition(line: 2, column: 7))
        #expect(name.value.content == .scalar(YAMLScalar(text: "door", style: .plain, tag: nil)))
        #expect(root["quoted key"]?.content == .scalar(YAMLScalar(text: "it's", style: .singleQuoted, tag: nil)))
        #expect(root["last"]?.content == .scalar(YAMLScalar(text: "a\tb", style: .doubleQuoted, tag: nil)))
        let list = try #require(root["list"]?.elements)
        #expect(list[0].text == "one")
        #expect(list[1].elements?[1]["three"]?.text == "3")
        #expect(list[1].position == YAMLPosition(line: 6, column: 5))
        #expect(root["absent"] == nil)
        #expect(list[0]["name"] == nil)
        #expect(root.text == nil)
    }

    @Test("Block scalars are folded as YAML says")
    func blockScalars() throws {
        let root = try YAMLDocument.parse(Array("a: |\n  x\n   y\n\nb: >-\n  x\n  y\n\n  z\n".utf8))
        #expect(root["a"]?.content == .scalar(YAMLScalar(text: "x\n y\n", style: .literal, tag: nil)))
        #expect(root["b"]?.content == .scalar(YAMLScalar(text: "x y\nz", style: .folded, tag: nil)))
    }

    @Test("Columns count characters, and a byte order mark is skipped")
    func columns() throws {
        let root = try YAMLDocument.parse([0xEF, 0xBB, 0xBF] + Array("äöü: ß\n".utf8))
        #expect(root.entries?.first?.key == "äöü")
        #expect(root["äöü"]?.text == "ß")
        let plain = try YAMLDocument.parse(Array("äöü: ß\n".utf8))
        #expect(plain["äöü"]?.position == YAMLPosition(line: 1, column: 6))
    }

    @Test("Several documents are read in order, each with its own anchors")
    func documents() throws {
        let roots = try YAMLDocument.parseAll(Array("--- a\n--- &x [b]\n...\n---\n".utf8))
        #expect(roots.count == 3)
        #expect(roots[0].text == "a")
        #expect(roots[1].elements?.map(\.text) == ["b"])
        #expect(roots[2].text == "")
        #expect(try YAMLDocument.parseAll(Array("# nothing\n".utf8)).isEmpty)
        #expect(try YAMLDocument.parseAll([]).isEmpty)
    }

    @Test("An alias is replaced by its anchor's node")
    func aliases() throws {
        let root = try YAMLDocument.parse(Array("base: &b {x: 1}\nuse: [*b, *b]\n&k key: v\nsame: *k\n".utf8))
        #expect(root["use"]?.elements?.map { $0["x"]?.text } == ["1", "1"])
        #expect(root["use"]?.elements?[0] == root["base"])
        #expect(root["same"]?.text == "key")
    }

    @Test(
        "An invalid text is refused with the place",
        arguments: [
            ("a: 1\nb: 2\na: 3\n", YAMLError.Code.duplicateKey, 3, 1),
            ("x:\n  - {k: 1, 'k': 2}\n", .duplicateKey, 2, 12),
            ("a: [1, 2\nb: 3\n", .syntax, 2, 2),
            ("a: b: c\n", .syntax, 1, 5),
            ("a:\n\t- b\n", .syntax, 2, 1),
            ("- 'open\n", .syntax, 2, 1),
            ("ok: 1\nä: \u{1}\n", .encoding, 2, 4),
            ("? [a]\n: b\n", .complexKey, 1, 3),
            ("{a: 1}: b\n", .complexKey, 1, 1),
            ("s: &s [1]\n*s : b\n", .complexKey, 2, 1),
            ("a: *nobody\n", .unknownAlias, 1, 4),
            ("a: &self [*self]\n", .unknownAlias, 1, 11),
            ("--- &x a\n--- *x\n", .unknownAlias, 2, 5),
            ("--- a\n--- b\n", .documentCount, 2, 5),
        ]
    )
    func refused(text: String, code: YAMLError.Code, line: Int, column: Int) throws {
        let error = try #require(throws: YAMLError.self) { try YAMLDocument.parse(Array(text.utf8)) }
        #expect(error.code == code)
        #expect(error.position == YAMLPosition(line: line, column: column))
        #expect(error.description.hasPrefix("reading YAML: line \(line), column \(column): "))
    }

    @Test("Bytes that are not UTF-8 are refused where they stand")
    func notUTF8() throws {
        let bytes = Array("a: 1\nüb: ".utf8) + [0xFF, 0x0A]
        let error = try #require(throws: YAMLError.self) { try YAMLDocument.parse(bytes) }
        #expect(error.code == .encoding)
        #expect(error.position == YAMLPosition(line: 2, column: 5))
    }

    @Test("A text without a document is refused when one is wanted")
    func noDocument() throws {
        let error = try #require(throws: YAMLError.self) { try YAMLDocument.parse([]) }
        #expect(error.code == .documentCount)
        #expect(error.description == "reading YAML: there is no document; write one")
    }
}
