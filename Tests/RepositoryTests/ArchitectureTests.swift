import Testing

@Suite("Architecture")
struct ArchitectureTests {
    private let rule = ImportRule(manifest: Manifest(Repository.manifest))

    @Test("every import of a source file is declared and points down")
    func sourceImports() {
        #expect(Repository.swiftSources.count > 100, "the sources were not found")
        #expect(Repository.swiftSources.flatMap(rule.findings) == [])
    }

    @Test("every import of a test is declared")
    func testImports() {
        #expect(Repository.swiftTests.flatMap(rule.testFindings) == [])
    }

    @Test("the dependencies in Package.swift point down and its targets are in the layer table")
    func manifest() {
        #expect(rule.manifest.targets.count > 30, "Package.swift was not understood")
        #expect(rule.manifestFindings() == [])
    }

    @Test("a header of a C library is included by its own face alone")
    func includes() {
        #expect(Repository.cSources.contains { $0.text.contains("simdjson.h") }, "the shims were not found")
        #expect(Repository.cSources.flatMap(ImportRule.includeFindings) == [])
    }

    @Test("a layer sees only layers that are before it in the table")
    func tableIsOrdered() {
        for (index, layer) in Layer.all.enumerated() {
            let before = Layer.all[..<index].map(\.name)
            #expect(layer.layers.allSatisfy { before.contains($0) }, "\(layer.name)")
        }
    }

    @Test("a replay sees no engine, door or effect")
    func replay() {
        for module in [
            "SQLiteLog", "KafkaLog", "FalcoBridge", "Outlets", "NodeAssembly", "HTTPRequests", "HTTPService",
        ]
        where module.hasPrefix("HTTP") == false {
            #expect(Layer.objection(to: module, in: "Replay") != nil, "\(module)")
        }
        let imports = Repository.swiftSources.filter { $0.target == "Replay" }
            .flatMap { ImportRule.imports(of: $0) }.map(\.module)
        #expect(!imports.isEmpty)
        #expect(Set(imports).isDisjoint(with: ["HTTPRequests", "HTTPService", "Database", "Foundation", "Glibc"]))
    }

    @Test("neither a replay nor what it runs can make an effect", arguments: ["Replay", "StageRuntime"])
    func effects(target: String) {
        for module in ["EffectRuntime", "Outlets"] {
            #expect(Layer.objection(to: module, in: target) != nil, "\(module)")
        }
        // Not by way of something else either: nothing below the node but outlets and the kit of tests sees an effect.
        var seen: Set<String> = [target]
        var next = [target]
        while let name = next.popLast() {
            let found = rule.manifest.targets.first { $0.name == name }?.dependencies ?? []
            next += found.filter { seen.insert($0).inserted }
        }
        #expect(seen.count > 5)
        #expect(seen.isDisjoint(with: ["EffectRuntime", "Outlets", "HTTPRequests"]), "\(seen.sorted())")
    }

    @Test(
        "a planted import is found",
        arguments: [
            ("Sources/Stages/IncidentTracking/A.swift", "import AnomalyScoring", "never import each other"),
            ("Sources/Values/Reports/A.swift", "package import Foundation", "may not import it"),
            ("Sources/Values/EventModel/A.swift", "import StageKit", "does not see layer contract"),
            ("Sources/Operations/Replay/A.swift", "import SQLiteLog", "does not see layer engines"),
            ("Sources/Engines/SQLiteLog/A.swift", "import CSQLite", "only its own face"),
            ("Sources/Runtime/StageRuntime/A.swift", "import HTTPService", "only FalcoBridge"),
            ("Sources/Operations/Replay/A.swift", "import EffectRuntime", "only Outlets"),
            ("Sources/Runtime/StageRuntime/A.swift", "import EffectRuntime", "only Outlets"),
            ("Sources/Support/Telemetry/A.swift", "import Foundation", "may not import it"),
            ("Sources/Runtime/StageRuntime/A.swift", "@preconcurrency import Database", "does not declare"),
            ("Sources/Runtime/StageRuntime/A.swift", "import struct Database.Row", "does not declare"),
            ("Sources/Values/Reports/A.swift", "let a = 1; import Dispatch", "may not import it"),
            ("Sources/A.swift", "import EventModel", "no target"),
        ]
    )
    func plantedImport(path: String, line: String, objection: String) {
        let findings = rule.findings(in: SourceFile(path: path, text: "// import Nothing\n\(line)\n"))
        #expect(findings.count == 1)
        #expect(findings.first?.contains(objection) == true, "\(findings)")
    }

    @Test("planted declarations, includes and imports of tests are found")
    func plantedElsewhere() {
        let planted = ImportRule(
            manifest: Manifest(
                """
                target("Values", "EventModel", ["JSONText", "StageKit"]), // target("Values", "Comment")
                target("Stages", "StageKit"),
                target(
                    "Values",
                    "Unheard"
                ),
                system("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
                tests("ValuesTests", ["Reports"]),
                .executableTarget(
                    name: "Probe",
                    dependencies: ["SQLiteLog"],
                    path: "Tests/Kits/Probe"
                ),
                """
            )
        )
        #expect(
            planted.manifest.targets.map(\.name) == [
                "EventModel", "StageKit", "Unheard", "CYAML", "ValuesTests", "Probe",
            ]
        )
        #expect(planted.manifest.packages == ["libyaml-dev"])
        #expect(planted.manifestFindings().count == 5, "\(planted.manifestFindings())")
        let test = SourceFile(
            path: "Tests/ValuesTests/Reports/A.swift",
            text: "import Testing\nimport Reports\nimport Database"
        )
        #expect(planted.testFindings(in: test).count == 1)
        let shim = SourceFile(path: "Sources/Faces/CHTTPService/a.h", text: "#include <stdint.h>\n#include <sqlite3.h>")
        #expect(ImportRule.includeFindings(in: shim).count == 1)
    }
}
