/// Holds every import against the layer table and against what the manifest declares.
struct ImportRule {
    let manifest: Manifest

    /// Modules that come with the toolchain, so that no manifest declares them.
    static let toolchain: Set<String> = [
        "Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Dispatch", "Testing",
    ]

    /// Returns what the imports of a source file of ours break, one sentence each.
    func findings(in file: SourceFile) -> [String] {
        guard let target = file.target else { return ["\(file.path): belongs to no target"] }
        return Self.imports(of: file).compactMap { line, module in
            if let objection = Layer.objection(to: module, in: target) {
                return "\(file.place(line)): \(target) imports \(module), but \(objection)"
            }
            return declarationProblem(module, in: target).map { "\(file.place(line)): \($0)" }
        }
    }

    /// Returns what the imports of a test file break; a test may import whatever its target declares.
    func testFindings(in file: SourceFile) -> [String] {
        guard let target = file.target else { return ["\(file.path): belongs to no target"] }
        return Self.imports(of: file).compactMap { line, module in
            declarationProblem(module, in: target).map { "\(file.place(line)): \($0)" }
        }
    }

    /// Returns the dependencies in the manifest that the layer table forbids.
    func manifestFindings() -> [String] {
        var findings: [String] = []
        for target in manifest.targets where !target.name.hasSuffix("Tests") {
            for dependency in target.dependencies {
                if let objection = Layer.objection(to: dependency, in: target.name) {
                    findings.append("Package.swift: \(target.name) depends on \(dependency), but \(objection)")
                }
            }
            let layer = Layer.of(target.name)
            if layer == nil, !Layer.cModules.contains(target.name) {
                findings.append("Package.swift: the layer table has no target \(target.name)")
            }
            if let layer, let folder = target.layer, folder != layer.folder {
                findings.append("Package.swift: \(target.name) lies in \(folder), its layer in \(layer.folder)")
            }
        }
        return findings
    }

    /// Returns the C includes of system libraries outside the shim or module map that owns them.
    static func includeFindings(in file: SourceFile) -> [String] {
        let owners: [String: [String]] = [
            "simdjson.h": ["CSimdjson", "CJSONText", "CPipelineFloor"], "yaml.h": ["CYAML"],
            "sqlite3.h": ["CSQLite", "CPipelineFloor"],
            "microhttpd.h": ["CMicroHTTPD", "CHTTPService"], "curl/curl.h": ["CCurl", "CHTTPRequests"],
            "librdkafka/rdkafka.h": ["CKafka", "CKafkaLog"], "librdkafka/rdkafka_mock.h": ["CKafka"],
            "zstd.h": ["CZstd", "CPipelineFloor"], "xxhash.h": ["CXXHash"],
        ]
        return file.text.matches(of: #/#include\s*[<"]([^>"]+)[>"]/#).compactMap { match in
            let header = String(match.output.1)
            let folders = ["openssl/": ["CCrypto", "CPipelineFloor"], "gnutls/": ["CGnuTLS", "CHTTPService"]]
            let owner = folders.first { header.hasPrefix($0.key) }?.value ?? owners[header]
            guard let owner, !owner.contains(file.target ?? "") else { return nil }
            return "\(file.path): includes \(header), which belongs to \(owner.joined(separator: ", "))"
        }
    }

    /// Lines and modules of a file's imports.
    static func imports(of file: SourceFile) -> [(line: Int, module: String)] {
        file.code.enumerated().flatMap { index, line in
            line.contains("import") ? importing.captures(in: line).map { (index + 1, $0) } : []
        }
    }

    private static let importing = Pattern(
        #"(?:^|[\s;])import\s+(?:(?:typealias|struct|class|enum|protocol|let|var|func)\s+)?([A-Za-z_]\w*)"#
    )

    private func declarationProblem(_ module: String, in target: String) -> String? {
        if Self.toolchain.contains(module) {
            return nil
        }
        let name = target
        guard let declared = manifest.targets.first(where: { $0.name == name }) else {
            return "Package.swift has no target \(name)"
        }
        return declared.dependencies.contains(module)
            ? nil : "\(name) imports \(module) and does not declare it in Package.swift"
    }
}
