import AnomalyScoring
import CommandLineKit
import Configuration
import EventModel
import FeatureExtraction
import JSONText
import LogPort
import Operations
import SQLiteLog

/// `eyrie model`: trains, lists and activates models.
enum ModelCommands {
    static let command = Command(
        "model",
        summary: "train, list and activate anomaly models",
        subcommands: [train, list, activate, threshold]
    )

    private static let train = Command(
        "train",
        summary: "train an isolation forest on a range of the log and store it",
        discussion: """
            Reads the behavior vectors of the range, trains, and stores the model under its digest. The same range and \
            seed give the same model, byte for byte. The model scores no alert until it is activated.
            """,
        options: [
            .value(
                "from",
                placeholder: "POSITION",
                help: "Where to begin: earliest, an offset, or an RFC 3339 time.",
                default: "earliest"
            ),
            .value("to", placeholder: "POSITION", help: "Where to stop, exclusive.", default: "latest"),
            .value("seed", placeholder: "N", kind: .integer(0...Int.max), help: "Seed of the training.", default: "1"),
            .value("note", placeholder: "TEXT", help: "A note, stored in the manifest.", default: ""),
            .flag("activate", help: "Activate the model at once."),
        ]
    ) { arguments, output in
        let configuration = try CommonOptions.settings(arguments)
        let log = try LogAccess.reading(configuration)
        defer { log.close() }
        let trainer = VectorTrainer(log: log)
        let bundle = try trainer.train(
            from: try position(arguments.text("from")),
            to: try position(arguments.text("to")),
            seed: UInt64(arguments.integer("seed")),
            createdBy: LogAccess.actor,
            note: arguments.text("note")
        )
        let value = bundle.encoded
        let digest = try store(value, configuration)
        output.print("trained on \(bundle.manifest.trainedOn) vectors: model \(digest)")
        if arguments.flag("activate") {
            _ = try LogAccess.append(.activateModel(digest), configuration)
            output.print("activated for every alert from now on")
        } else {
            output.print("activate it with: eyrie model activate \(digest)")
        }
        return 0
    }

    private static let list = Command("list", summary: "list the stored models") { arguments, output in
        let log = try LogAccess.reading(CommonOptions.settings(arguments))
        defer { log.close() }
        let models = try StoredModels(log: log)
        for (digest, manifest) in models.all {
            output.print(
                "\(digest)\(digest == models.active ? " (active)" : "")\n"
                    + "  \(manifest.algorithm), \(manifest.trees) trees x \(manifest.samples) samples, "
                    + "features \(manifest.features), trained on \(manifest.trainedOn) vectors\n"
                    + "  from \(manifest.from) to \(manifest.to) by \(manifest.createdBy)"
                    + (manifest.note.isEmpty ? "" : ": \(manifest.note)")
            )
        }
        if models.all.isEmpty {
            output.print("no model yet; `eyrie model train` creates one")
        }
        return 0
    }

    private static let activate = Command(
        "activate",
        summary: "score every alert from now on with a stored model",
        arguments: [Argument("digest", help: "The model's digest, or its first 8 or more digits.")]
    ) { arguments, output in
        let configuration = try CommonOptions.settings(arguments)
        let log = try LogAccess.reading(configuration)
        defer { log.close() }
        let wanted = arguments.argument("digest")
        let matching = try StoredModels(log: log).all.filter { $0.digest.description.hasPrefix(wanted) }
        guard matching.count == 1, wanted.utf8.count >= 8, let model = matching.first else {
            throw CommandFailure(
                "\(matching.count) stored models begin with '\(wanted)'; `eyrie model list` shows their digests"
            )
        }
        _ = try LogAccess.append(.activateModel(model.digest), configuration)
        output.print("activated \(model.digest) for every alert from now on")
        return 0
    }

    private static let threshold = Command(
        "threshold",
        summary: "set the least score that is anomalous from now on",
        arguments: [
            Argument("score", kind: .number(0...1), help: "A score from 0 to 1; 0.75 means one alert in a thousand.")
        ]
    ) { arguments, output in
        guard let score = Double(arguments.argument("score")) else {
            throw CommandFailure("a threshold is a number from 0 to 1")
        }
        _ = try LogAccess.append(.setThreshold(Milli(rounding: score)), CommonOptions.settings(arguments))
        output.print("scores of \(Milli(rounding: score)) and more are anomalous from now on")
        return 0
    }

    private static func store(_ value: [UInt8], _ configuration: EffectiveConfiguration) throws -> Digest {
        let answer = try LogAccess.asOwner(configuration, path: "/v1/models", body: value) { operations in
            Array(#"{"digest":"\#(try operations.store(model: value, by: LogAccess.actor))"}"#.utf8)
        }
        let parser = JSONParser()
        let text = try answer.withUnsafeBytes { bytes in
            try parser.withDocument(bytes) { $0.member("digest")?.string }
        }
        guard let text, let digest = Digest(hex: text) else {
            throw CommandFailure("the answer of the log's owner is not a digest; is it another version?")
        }
        return digest
    }

    private static func position(_ text: String) throws -> LogPosition {
        guard let position = LogPosition(text: text) else {
            throw CommandFailure("'\(text)' is not a position: give earliest, latest, an offset, or an RFC 3339 time")
        }
        return position
    }
}
