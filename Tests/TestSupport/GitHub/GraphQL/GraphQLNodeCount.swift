/// How many nodes a query may bring at most, counted as docs.github.com, "Rate limits and query limits for the GraphQL
/// API", has it: each connection's page times the pages that it stands in.
struct GraphQLNodeCount {
  let schema: GraphQLSchema
  let inputs: GraphQLInputs

  /// The nodes of a whole operation.
  func nodes(of operation: GraphQLOperation) -> Int {
    nodes(operation.selections, on: operation.kind == .query ? "Query" : "Mutation", times: 1)
  }

  private func nodes(_ selections: [GraphQLSelection], on type: String, times: Int) -> Int {
    selections.reduce(0) { sum, selection in
      switch selection {
      case .inline(let condition, let inner, _): return sum + nodes(inner, on: condition, times: times)
      case .field(let field):
        guard let known = schema.types[type]?.fields?[field.name] else { return sum }
        let arguments = inputs.arguments(field.arguments, against: known.arguments)
        guard let page = arguments["first"]?.number ?? arguments["last"]?.number else {
          return sum + nodes(field.selections, on: known.type.name, times: times)
        }
        return sum + page * times + nodes(field.selections, on: known.type.name, times: page * times)
      }
    }
  }
}
