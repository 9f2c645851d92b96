import KBConfiguration
import KBForges

/// Executes a checked operation: exactly the selected fields, in the query's order, with GraphQL's rules for null.
struct GraphQLExecutor {
  let schema: GraphQLSchema
  let inputs: GraphQLInputs
  let transaction: GitHubTransaction
  private(set) var errors: [GraphQLError] = []

  /// Answers a request to `graphql` with the whole answer body.
  static func answer(_ request: GitHubRequest, in transaction: GitHubTransaction) -> RESTAnswer {
    guard let input = JSONTree.parse(request.body), case .object = input else {
      return RESTAnswer(status: 400, body: ["message": "Problems parsing JSON", "status": "400"])
    }
    do {
      guard let text = input["query"].text else {
        throw GraphQLErrors(errors: [GraphQLError(message: "A query attribute must be specified and must be a string.")]
        )
      }
      return RESTAnswer(body: try answer(text, input, transaction))
    } catch let refusal as GraphQLErrors {
      return RESTAnswer(body: ["errors": .array(refusal.errors.map(\.json))])
    } catch {
      return RESTAnswer(status: 500, body: ["message": .string("\(error)")])
    }
  }

  private static func answer(_ text: String, _ input: JSONTree, _ transaction: GitHubTransaction) throws -> JSONTree {
    let schema = try GitHubSchema.schema.get().without(transaction.state.age?.missing ?? [])
    let operation = try GraphQLParser.operation(text)
    let refusals = GraphQLValidation(of: operation, schema: schema).errors
    guard refusals.isEmpty else { throw GraphQLErrors(errors: refusals) }
    let inputs = try GraphQLInputs(operation, given: input["variables"], schema: schema)
    var executor = GraphQLExecutor(schema: schema, inputs: inputs, transaction: transaction)
    let pages = GraphQLPagingCheck(schema: schema, inputs: inputs).errors(in: operation)
    guard pages.isEmpty else { throw GraphQLErrors(errors: pages) }
    let nodes = GraphQLNodeCount(schema: schema, inputs: inputs).nodes(of: operation)
    if let limit = transaction.state.nodeLimit, nodes > limit.nodes {
      return ["data": ["repository": nil], "errors": [limit.error(for: nodes).json]]
    }
    let root: GitHubNode = operation.kind == .query ? .query : .mutation
    let data = executor.object(root, operation.selections, path: [])
    guard !executor.errors.isEmpty else { return ["data": data ?? .null] }
    return ["data": data ?? .null, "errors": .array(executor.errors.map(\.json))]
  }

  private init(schema: GraphQLSchema, inputs: GraphQLInputs, transaction: GitHubTransaction) {
    self.schema = schema
    self.inputs = inputs
    self.transaction = transaction
  }

  /// The selected fields of an object; nil where a field that may not be null is null.
  private mutating func object(_ node: GitHubNode, _ selections: [GraphQLSelection], path: [JSONTree]) -> JSONTree? {
    var members: [JSONTree.Member] = []
    for (key, fields) in merged(selections, on: node.typeName) {
      let field = fields[0]
      if field.name == "__typename" {
        members.append(.init(key, .string(node.typeName)))
        continue
      }
      guard let known = schema.types[node.typeName]?.fields?[field.name] else { return nil }
      let place = path + [.string(key)]
      let output = resolve(field, known, of: node, path: place)
      guard let value = complete(output, as: known.type, fields.flatMap(\.selections), path: place, field) else {
        return nil
      }
      members.append(.init(key, value))
    }
    return .object(members)
  }

  private mutating func resolve(
    _ field: GraphQLField, _ known: GraphQLSchemaField, of node: GitHubNode, path: [JSONTree]
  ) -> GraphQLOutput {
    let call = GraphQLFieldCall(
      name: field.name, arguments: inputs.arguments(field.arguments, against: known.arguments),
      transaction: transaction, path: path, location: field.location)
    do {
      return try transaction.attempt { try GitHubResolvers.output(of: node, call) }
    } catch let error as GraphQLError {
      errors.append(error)
    } catch let refusal as GitHubRefusal {
      errors.append(refusal.graphQLError(at: call))
    } catch {
      errors.append(call.refusal("INTERNAL", "\(error)"))
    }
    return .null
  }

  private mutating func complete(
    _ output: GraphQLOutput, as type: GraphQLTypeReference, _ selections: [GraphQLSelection], path: [JSONTree],
    _ field: GraphQLField
  ) -> JSONTree? {
    if case .nonNull(let inner) = type {
      guard let value = complete(output, as: inner, selections, path: path, field), value != .null else { return nil }
      return value
    }
    switch (output, type) {
    case (.null, _): return .null
    case (.value(let value), _): return value
    case (.node(let node), _): return object(node, selections, path: path) ?? .null
    case (.list(let elements), .list(let inner)):
      var values: [JSONTree] = []
      for (index, element) in elements.enumerated() {
        guard let value = complete(element, as: inner, selections, path: path + [.int(index)], field) else {
          return .null
        }
        values.append(value)
      }
      return .array(values)
    case (.list, _): return .null
    case (.refused(let type, let message), _):
      errors.append(GraphQLError(message: message, type: type, path: path, location: field.location))
      return .null
    }
  }

  /// The fields to answer with, by their key, in the order in which they first appear.
  private func merged(_ selections: [GraphQLSelection], on type: String) -> [(String, [GraphQLField])] {
    var order: [(String, [GraphQLField])] = []
    for field in GraphQLSelections(schema: schema).fields(selections, on: type) {
      if let index = order.firstIndex(where: { $0.0 == field.key }) {
        order[index].1.append(field)
      } else {
        order.append((field.key, [field]))
      }
    }
    return order
  }
}

extension GitHubRefusal {
  /// This refusal as an error at a field.
  func graphQLError(at call: GraphQLFieldCall) -> GraphQLError {
    switch self {
    case .notFound(let message): call.refusal("NOT_FOUND", message)
    case .forbidden(let message): call.refusal("FORBIDDEN", message)
    case .badRequest(let message), .unprocessable(let message, _, _): call.refusal("UNPROCESSABLE", message)
    }
  }
}
